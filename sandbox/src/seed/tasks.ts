import type { Lead, Task } from '../store/model.ts';
import type { Person } from './people.ts';
import { isClosed } from './plan.ts';
import type { Random } from './random.ts';

const hour = 3600;
const day = 24 * hour;

/** What brokers tell themselves to do: 1 is a call, 2 a meeting. */
const texts: Readonly<Record<Person['language'], readonly { type: 1 | 2; text: string }[]>> = {
  uk: [
    { type: 1, text: 'Передзвонити' },
    { type: 2, text: 'Показ' },
    { type: 1, text: 'Надіслати підбірку' },
    { type: 1, text: 'Уточнити бюджет' },
    { type: 2, text: 'Зустріч в офісі' },
    { type: 1, text: 'Надіслати розрахунок платежів' },
    { type: 1, text: 'Погодити оферту з власником' },
  ],
  ru: [
    { type: 1, text: 'Перезвонить' },
    { type: 2, text: 'Показ объекта' },
    { type: 1, text: 'Отправить подборку' },
    { type: 1, text: 'Узнать про ипотеку' },
  ],
  en: [
    { type: 1, text: 'Call back' },
    { type: 2, text: 'Viewing' },
    { type: 1, text: 'Send a shortlist' },
    { type: 1, text: 'Check the payment plan' },
    { type: 2, text: 'Meet at the sales centre' },
  ],
};

const results: Readonly<Record<Person['language'], readonly string[]>> = {
  uk: ['Поговорили, чекає на підбірку', 'Не відповів, спробувати ввечері', 'Показ пройшов добре'],
  ru: ['Договорились о показе', 'Думает до конца недели'],
  en: ['Spoke, wants two more options', 'No answer, try tomorrow'],
};

/**
 * The tasks of one lead: an open one that is overdue, for today, for later, or none; and now and
 * then one already done.
 * @param today - start of the account's day, Unix seconds.
 */
export function leadTasks(
  random: Random,
  lead: Lead,
  language: Person['language'],
  today: number,
  nextId: () => number,
): Task[] {
  const made: Task[] = [];
  const base = (completeTill: number, writtenAt: number) => {
    const { type, text } = random.pick(texts[language]);
    return {
      id: nextId(),
      responsibleUserId: lead.responsibleUserId,
      createdBy: lead.responsibleUserId,
      updatedBy: lead.responsibleUserId,
      createdAt: writtenAt,
      updatedAt: writtenAt,
      entityType: 'leads',
      entityId: lead.id,
      duration: type === 2 ? hour : 0,
      taskTypeId: type,
      text,
      completeTill,
    } as const;
  };
  if (random.chance(0.35)) {
    const done = lead.updatedAt - random.whole(1, 20) * hour;
    made.push({
      ...base(done, done - day),
      isCompleted: true,
      result: random.pick(results[language]),
    });
  }
  if (isClosed(lead.statusId)) return made;
  const due = dueTime(random, today);
  if (due !== null) {
    made.push({ ...base(due, lead.updatedAt), isCompleted: false, result: null });
  }
  return made;
}

function dueTime(random: Random, today: number): number | null {
  const share = random.next();
  const workingTime = random.whole(18, 40) * (hour / 2);
  if (share < 0.18) return today - random.whole(1, 9) * day + workingTime;
  if (share < 0.4) return today + workingTime;
  if (share < 0.7) return today + random.whole(1, 12) * day + workingTime;
  // All day: amoCRM keeps it as the last minute of that day.
  if (share < 0.78) return today + random.whole(0, 4) * day + 23 * hour + 59 * 60;
  return null;
}
