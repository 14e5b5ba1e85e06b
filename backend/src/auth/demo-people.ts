import type { Database } from '../database/open.ts';
import { addPerson, findPeople, keepPassword, type NewPerson } from './people.ts';

/** The made-up people of a demo; the app shows their addresses on its sign-in screen. */
export const demoPeople = [
  { email: 'olena@demo.example', name: 'Олена Коваль', role: 'user' },
  { email: 'maksym@demo.example', name: 'Максим Бондар', role: 'user' },
  { email: 'admin@demo.example', name: 'Ірина Мельник', role: 'admin' },
] as const satisfies NewPerson[];

/** Demo mode only. Repeating it changes nothing, but for a password that was set to another one. */
export async function seedDemoPeople(db: Database, password: string): Promise<void> {
  for (const person of demoPeople) {
    if (await addPerson(db, { ...person, password })) continue;
    const [known] = await findPeople(db, { email: person.email });
    if (known) await keepPassword(db, known, password);
  }
}
