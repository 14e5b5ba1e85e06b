/** The languages of the pages a browser may see between amoCRM and the app. */
export const pageLanguages = ['uk', 'ru', 'en'] as const;
export type PageLanguage = (typeof pageLanguages)[number];

/** Why the callback shows a page that leads nowhere. */
export type RefusedCallback = 'malformed' | 'unknown' | 'expired' | 'over' | 'other_code';

interface Message {
  title: string;
  text: string;
}

interface PageWords {
  granted: Message;
  denied: Message;
  open: string;
  openAnotherWay: string;
  nothingHappens: string;
  helpGranted: string[];
  helpDenied: string[];
  refused: Record<RefusedCallback, Message>;
}

/** Keyed by language; `crm` is the vendor's name, amoCRM or Kommo. */
export const pageWords: Record<PageLanguage, (crm: string) => PageWords> = {
  uk: (crm) => ({
    granted: {
      title: 'Лишився один крок',
      text: `Згоду від ${crm} отримано. Поверніться в застосунок, він завершить підключення.`,
    },
    denied: {
      title: 'Доступ не надано',
      text: `У ${crm} натиснули «Відмовити». Нічого не змінилося. Поверніться в застосунок.`,
    },
    open: 'Повернутися в застосунок',
    openAnotherWay: 'Відкрити інакше',
    nothingHappens: 'Якщо нічого не відбувається',
    helpGranted: [
      'Натисніть кнопку ще раз і дозвольте відкрити застосунок.',
      'Застосунок має бути на цьому ж пристрої: підключення завершує той, хто його почав.',
      'Не допомогло? Відкрийте застосунок самі й почніть підключення ще раз.',
    ],
    helpDenied: ['Відкрийте застосунок самі: підключення можна почати будь-коли.'],
    refused: {
      malformed: {
        title: 'Посилання пошкоджене',
        text: `Так ${crm} не відповідає. Нічого не змінилося. Почніть підключення в застосунку ще раз.`,
      },
      unknown: {
        title: 'Такого підключення немає',
        text: 'Ми не починали підключення з цим посиланням або воно давно завершене. Почніть ще раз у застосунку.',
      },
      expired: {
        title: 'Час на підключення вийшов',
        text: `Код від ${crm} діє 20 хвилин. Нічого не втрачено: почніть ще раз у застосунку, це хвилина.`,
      },
      over: {
        title: 'Це підключення вже закінчене',
        text: 'Відкрийте застосунок: там видно, чи є з’єднання. За потреби почніть ще раз.',
      },
      other_code: {
        title: 'Відповідь уже отримано',
        text: `На це підключення вже прийшла інша відповідь від ${crm}, і діє тільки перша. Поверніться в застосунок.`,
      },
    },
  }),
  ru: (crm) => ({
    granted: {
      title: 'Остался один шаг',
      text: `Согласие от ${crm} получено. Вернитесь в приложение, оно завершит подключение.`,
    },
    denied: {
      title: 'Доступ не предоставлен',
      text: `В ${crm} нажали «Отказать». Ничего не изменилось. Вернитесь в приложение.`,
    },
    open: 'Вернуться в приложение',
    openAnotherWay: 'Открыть иначе',
    nothingHappens: 'Если ничего не происходит',
    helpGranted: [
      'Нажмите кнопку ещё раз и разрешите открыть приложение.',
      'Приложение должно быть на этом же устройстве: подключение завершает тот, кто его начал.',
      'Не помогло? Откройте приложение сами и начните подключение заново.',
    ],
    helpDenied: ['Откройте приложение сами: подключение можно начать в любой момент.'],
    refused: {
      malformed: {
        title: 'Ссылка повреждена',
        text: `Так ${crm} не отвечает. Ничего не изменилось. Начните подключение в приложении заново.`,
      },
      unknown: {
        title: 'Такого подключения нет',
        text: 'Мы не начинали подключение с этой ссылкой, или оно давно завершено. Начните заново в приложении.',
      },
      expired: {
        title: 'Время на подключение вышло',
        text: `Код от ${crm} действует 20 минут. Ничего не потеряно: начните заново в приложении, это минута.`,
      },
      over: {
        title: 'Это подключение уже закончено',
        text: 'Откройте приложение: там видно, есть ли соединение. При необходимости начните заново.',
      },
      other_code: {
        title: 'Ответ уже получен',
        text: `На это подключение от ${crm} уже пришёл другой ответ, и действует только первый. Вернитесь в приложение.`,
      },
    },
  }),
  en: (crm) => ({
    granted: {
      title: 'One step left',
      text: `${crm} has given its consent. Go back to the app, it will finish the connection.`,
    },
    denied: {
      title: 'Access was not given',
      text: `“Deny” was chosen in ${crm}. Nothing has changed. Go back to the app.`,
    },
    open: 'Back to the app',
    openAnotherWay: 'Open another way',
    nothingHappens: 'If nothing happens',
    helpGranted: [
      'Press the button again and allow the app to open.',
      'The app has to be on this same device: whoever began the connection finishes it.',
      'Still nothing? Open the app yourself and connect once more.',
    ],
    helpDenied: ['Open the app yourself: you can connect at any time.'],
    refused: {
      malformed: {
        title: 'The link is damaged',
        text: `${crm} does not answer like this. Nothing has changed. Start connecting again in the app.`,
      },
      unknown: {
        title: 'There is no such connection',
        text: 'We did not begin a connection with this link, or it ended long ago. Start again in the app.',
      },
      expired: {
        title: 'The time to connect is over',
        text: `A code from ${crm} is good for 20 minutes. Nothing is lost: start again in the app, it takes a minute.`,
      },
      over: {
        title: 'This connection attempt has ended',
        text: 'Open the app: it shows whether you are connected. Start again if you need to.',
      },
      other_code: {
        title: 'The answer has already come',
        text: `${crm} has already given another answer to this attempt, and only the first counts. Go back to the app.`,
      },
    },
  }),
};

/** The best of our languages for an Accept-Language header; English when none fits. */
export function pageLanguage(acceptLanguage: string | undefined): PageLanguage {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      const weight = quality === undefined ? 1 : Number(quality.trim().slice(2));
      return { primary: tag.split('-')[0] ?? '', weight: Number.isFinite(weight) ? weight : 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { primary } of wanted) {
    const ours = pageLanguages.find((language) => language === primary);
    if (ours) return ours;
  }
  return 'en';
}
