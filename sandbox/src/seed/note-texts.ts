import type { Person } from './people.ts';

/** What a house's people write under their cards, in their client's language. */
export interface NoteTexts {
  readonly common: readonly string[];
  readonly callResults: readonly string[];
  readonly sms: readonly string[];
  readonly files: readonly string[];
  readonly place: string;
}

export const noteTexts: Readonly<Record<Person['language'], NoteTexts>> = {
  uk: {
    common: [
      'Дивиться для себе, переїжджає всією родиною до вересня.',
      'Бюджет з урахуванням усіх платежів, вище не піднімається.',
      'Попросила надіслати плани поверхів і вартість обслуговування за рік.',
      'Порівнює з об’єктом у сусідній вежі, там дешевше, але нижчий поверх.',
      'Хоче бачити договір до вихідних. Юрист — брат, пише йому сам.',
      'Після показу: сподобався вид, не сподобалася кухня.',
      'Зателефонувати після 18:00, удень на нарадах.',
      'Просить розстрочку на три роки, перший внесок 20%.',
      'Власник готовий поступитися на 3%, якщо без іпотеки.',
      'Документи на візу інвестора — окремо, надіслати перелік.',
      'Другий показ з дружиною, узяти ключі від паркінгу.',
      'Не писати в месенджер, тільки дзвонити.',
    ],
    callResults: ['Домовилися про показ', 'Подумає до п’ятниці', 'Просить передзвонити ввечері'],
    sms: ['Доброго дня! Показ завтра о 16:00, чекаю біля входу.', 'Надіслала підбірку на пошту.'],
    files: ['Договір бронювання.pdf', 'План поверху.pdf', 'Підбірка об’єктів.pdf'],
    place: 'Зустріч біля офісу продажів',
  },
  ru: {
    common: [
      'Покупает под сдачу, важна доходность, а не вид.',
      'Просит расчёт с рассрочкой и без неё.',
      'Приедет в Дубай в середине месяца на четыре дня.',
      'Смотрел с супругой, вернутся с ответом до конца недели.',
      'Нужна парковка на две машины.',
      'Сравнивает с таунхаусом в соседнем посёлке.',
      'Отправил паспорт, ждём подтверждение от застройщика.',
      'На ипотеку получил предварительное одобрение.',
    ],
    callResults: ['Договорились о показе', 'Думает', 'Перезвонить завтра'],
    sms: ['Добрый день! Напоминаю о встрече в 12:00.', 'Документы получила, спасибо.'],
    files: ['Расчёт рассрочки.pdf', 'Предложение.pdf'],
    place: 'Встреча на объекте',
  },
  en: {
    common: [
      'Cash buyer, wants to close before the end of the quarter.',
      'Needs a maid’s room and a quiet street.',
      'Asked for the service charge history of the building.',
      'Viewed twice, likes the layout, worried about the construction next door.',
      'Relocating with two children, schools first, then the house.',
      'Prefers e-mail, answers within an hour.',
      'Will bring a building surveyor to the next viewing.',
      'Tenant in place until June, is fine with that.',
      'Offer sent, seller came back at 2% below asking.',
    ],
    callResults: ['Viewing agreed', 'Thinking it over', 'Asked to call back next week'],
    sms: [
      'Hi! Your viewing is tomorrow at 4 pm, see you at the gate.',
      'Floor plans are in your inbox.',
    ],
    files: ['Reservation form.pdf', 'Floor plan.pdf', 'Payment plan.pdf'],
    place: 'Met at the sales centre',
  },
};
