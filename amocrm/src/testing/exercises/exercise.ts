import type { AmoApi } from '../../api.ts';
import type { SandboxWorld } from '../sandbox-world.ts';

/** What uses a method against a sandbox, and looks whether it did what it says. */
export type Exercise = (api: AmoApi, world: SandboxWorld) => Promise<void>;

/** An exercise for every method of a part of the api: the compiler misses the one that is not there. */
export type ExercisesOf<Part extends keyof AmoApi> = Record<keyof AmoApi[Part], Exercise>;
