export type Language = 'ru' | 'en';

/** Everything the consent pages say, in one language. */
export interface Words {
  readonly title: string;
  /** Before and after the name of the integration. */
  readonly asks: readonly [string, string];
  readonly quotes: readonly [string, string];
  readonly account: string;
  readonly user: string;
  readonly userHint: string;
  readonly access: string;
  readonly scopes: readonly string[];
  readonly allow: string;
  readonly deny: string;
  readonly administrator: string;
  readonly sees: Readonly<Record<'A' | 'G' | 'M' | 'D', string>>;
  readonly adminFirst: string;
  readonly after: string;
  readonly sandbox: string;
  readonly unknownTitle: string;
  readonly unknownText: string;
  readonly staleTitle: string;
  readonly staleText: string;
  readonly refusedTitle: string;
  readonly again: string;
  readonly returning: string;
  readonly goOn: string;
  readonly frontTitle: string;
  readonly frontText: string;
  readonly desk: string;
  readonly language: string;
  readonly signInTitle: string;
  readonly signInText: string;
  readonly email: string;
  readonly password: string;
  readonly signIn: string;
  readonly signInWrong: string;
  readonly noSeat: string;
}

export const words: Readonly<Record<Language, Words>> = {
  ru: {
    title: 'Доступ к аккаунту',
    asks: ['Интеграция', 'запрашивает доступ к вашему аккаунту'],
    quotes: ['«', '»'],
    account: 'Выберите аккаунт',
    user: 'Войти как',
    userHint: 'Песочница пускает без пароля. Доступ будет с правами этого пользователя.',
    access: 'Интеграция получит доступ',
    scopes: [
      'к данным аккаунта: сделкам, контактам, компаниям и задачам',
      'к файлам аккаунта',
      'к центру уведомлений',
    ],
    allow: 'Разрешить',
    deny: 'Отказать',
    administrator: 'Администратор',
    sees: {
      A: 'Видит все сделки',
      G: 'Видит сделки своего отдела',
      M: 'Видит свои сделки',
      D: 'Не видит сделки',
    },
    adminFirst: 'В этом аккаунте интеграция выключена. Включить её может только администратор.',
    after: 'Отозвать доступ можно в любой момент в настройках интеграции.',
    sandbox: 'песочница',
    unknownTitle: 'Интеграция не найдена',
    unknownText: 'Такой интеграции нет, или она удалена. Проверьте её ID в настройках приложения.',
    staleTitle: 'Страница устарела',
    staleText: 'Этот запрос уже отправлен или ждал слишком долго.',
    refusedTitle: 'Доступ не предоставлен',
    again: 'Открыть запрос заново',
    returning: 'Возвращаем вас в приложение…',
    goOn: 'Продолжить',
    frontTitle: 'amoCRM работает на этом компьютере',
    frontText: 'Аккаунты этой песочницы',
    desk: 'Сесть за стол сотрудника',
    language: 'Язык',
    signInTitle: 'Вход в amoCRM',
    signInText: 'Чтобы открыть доступ интеграции, войдите в свой аккаунт.',
    email: 'Email',
    password: 'Пароль (в песочнице подойдёт любой)',
    signIn: 'Войти',
    signInWrong: 'Неверный логин или пароль',
    noSeat: 'Вас нет ни в одном аккаунте, где можно дать доступ этой интеграции.',
  },
  en: {
    title: 'Account access',
    asks: ['The integration', 'asks for access to your account'],
    quotes: ['“', '”'],
    account: 'Choose an account',
    user: 'Sign in as',
    userHint: 'The sandbox asks for no password. Access comes with this user’s rights.',
    access: 'The integration will have access to',
    scopes: [
      'account data: leads, contacts, companies and tasks',
      'files of the account',
      'the notification centre',
    ],
    allow: 'Allow',
    deny: 'Deny',
    administrator: 'Administrator',
    sees: {
      A: 'Sees all leads',
      G: 'Sees the leads of the group',
      M: 'Sees own leads',
      D: 'Sees no leads',
    },
    adminFirst: 'The integration is off in this account. Only an administrator can switch it on.',
    after: 'Access can be withdrawn at any time in the integration’s settings.',
    sandbox: 'sandbox',
    unknownTitle: 'Integration not found',
    unknownText:
      'There is no such integration, or it was deleted. Check its ID in the app’s settings.',
    staleTitle: 'This page is out of date',
    staleText: 'The request was already sent, or waited too long.',
    refusedTitle: 'Access was not given',
    again: 'Open the request again',
    returning: 'Taking you back to the app…',
    goOn: 'Continue',
    frontTitle: 'amoCRM is running on this computer',
    frontText: 'The accounts of this sandbox',
    desk: 'Sit down at the desk',
    language: 'Language',
    signInTitle: 'Sign in to amoCRM',
    signInText: 'Sign in to your account to let the integration in.',
    email: 'Email',
    password: 'Password (any will do in the sandbox)',
    signIn: 'Sign in',
    signInWrong: 'Wrong login or password',
    noSeat: 'You have no account in which this integration can be let in.',
  },
};

/** Languages whose readers get amoCRM's Russian pages. */
const russianReaders = new Set(['ru', 'uk', 'be', 'kk']);

/** What was asked for by `lang`, else the browser's first choice; Russian when it says nothing. */
export function chooseLanguage(asked: unknown, acceptLanguage: string | undefined): Language {
  if (asked === 'ru' || asked === 'en') return asked;
  if (acceptLanguage === undefined || acceptLanguage.trim() === '') return 'ru';
  const first = acceptLanguage.split(',', 1)[0] ?? '';
  const tag = (first.split(/[-;]/, 1)[0] ?? '').trim().toLowerCase();
  return tag === '*' || russianReaders.has(tag) ? 'ru' : 'en';
}
