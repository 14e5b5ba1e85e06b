import type { AmoApi } from '../api.ts';

/** The names of an api's methods: `leads.list`. */
export function methodsOf(api: AmoApi): string[] {
  return Object.entries(api).flatMap(([part, of]: [string, object]) =>
    Object.keys(of).map((method) => `${part}.${method}`),
  );
}

/** The same api, and the names of the methods that were called on it. */
export function noted(api: AmoApi): { api: AmoApi; called: Set<string> } {
  const called = new Set<string>();
  const inside = <T extends object>(part: string, of: T): T =>
    new Proxy(of, {
      get: (target, method, receiver) => {
        called.add(`${part}.${String(method)}`);
        const of: unknown = Reflect.get(target, method, receiver);
        return of;
      },
    });
  const outside = new Proxy(api, {
    get: (target, part, receiver) => {
      const of: unknown = Reflect.get(target, part, receiver);
      return typeof of === 'object' && of !== null ? inside(String(part), of) : of;
    },
  });
  return { api: outside, called };
}
