import type { FormTree } from './form.ts';

/** One thing that happened, in the shape it is told: `{root}[{action}][0][…item]`. */
export interface Hook {
  /** The setting that subscribes to it. */
  readonly code: string;
  readonly root: string;
  readonly action: string;
  readonly item: FormTree;
}

/** Ways in which amoCRM's hooks have differed over the years, for a receiver to be tried against. */
export interface HookStyle {
  /** The account's block came last in 2021 and comes first in 2025; in 2016 it was the name alone. */
  readonly accountBlock: 'first' | 'last' | 'name_only';
  /** Before 2017 every value of a custom field was a bare text. */
  readonly fieldValues: 'wrapped' | 'bare';
  /** Changes of one kind that one request made: a hook each, or one hook with several rows. */
  readonly rows: 'single' | 'batch';
  /** A task closed with a result tells once (from its card) or twice (from the list of tasks). */
  readonly taskResult: 'one' | 'two';
}

export const presentStyle: HookStyle = {
  accountBlock: 'first',
  fieldValues: 'wrapped',
  rows: 'single',
  taskResult: 'one',
};
