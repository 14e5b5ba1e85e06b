/**
 * The start is refused for a reason a person can act on. The message is the whole story: it is shown
 * as it is, without a stack, and never holds a secret.
 */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
}
