import type pg from 'pg';

/** Sales stages, incoming first and the closed ones last, as amoCRM numbers those. */
export const stages = [101, 102, 103, 104, 105, 106, 142, 143];
export const pipelineId = 10;
/** Brokers are 1 to 20, five of each group. */
export const brokers = 20;

/*
 * Half of an agency's leads are lost and a tenth is won; of what is open each stage has its share. One
 * lead in three has an open task, nine of ten have a contact, one contact in ten is a client who came
 * back. Names are of clients, with what they look for; a district is a common word.
 */
const pick = (list: readonly string[], number: string) =>
  `(array[${list.map((one) => `'${one}'`).join(', ')}])[1 + (${number}) % ${list.length}]`;

const firstNames = [
  'Olena',
  'Андрій',
  'Марія',
  'John',
  'Fatima',
  'Сергей',
  'Anna',
  'Дмитро',
  'Raj',
];
const lastNames = [
  ...['Kovalenko', 'Шевченко', 'Петрова', 'Smith', 'Al Maktoum', 'Иванов', 'Bondar', 'Мельник'],
  ...['Patel', 'Novak', 'Ткаченко', 'Lee', 'Khan'],
];
const districts = [
  ...['Dubai Marina', 'Downtown', 'Palm Jumeirah', 'JVC', 'Business Bay', 'Creek Harbour'],
  ...['Al Barsha', 'Emaar Beachfront'],
];

// A number of its own for each row and use, the same in every run.
const random = (use: number) => `(hashint8(n * 16 + ${use}) & 2147483647)`;
const stageOf = `(array[101, 101, 101, 102, 102, 103, 103, 104, 104, 105, 105, 106,
  142, 142, 142, 143, 143, 143, 143, 143, 143, 143, 143, 143, 143, 143, 143, 143, 143, 143])[1 + ${random(1)} % 30]`;
// So that no two are of one second, and the newest have the highest ids, as in amoCRM.
const age = (leads: number) => `($2::timestamptz - (${leads} - n) * interval '5 minutes')`;
const read = `$2::timestamptz, $2::timestamptz, 1`;

/** Writes one account's cards straight into its tables: these many leads, and what belongs to them. */
export async function fillMirror(pool: pg.Pool, accountId: number, leads: number): Promise<void> {
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const contacts = Math.ceil(leads * 0.8);
  const insert = (statement: string) => pool.query(statement, [accountId, now]);
  const person = `${pick(firstNames, random(2))} || ' ' || ${pick(lastNames, random(3))}`;
  const phone = `'971' || (500000000 + ${random(4)} % 90000000)`;
  const email = `'client' || n || '@mail.example'`;
  await insert(`
    insert into mirror_contacts (account_id, id, name, responsible_user_id, group_id, tags, custom_fields,
      created_at, updated_at, asked_at, saved_at, import_number, phones, emails, searched)
    select $1, n, name, owner, (owner - 1) / 5, '[]', '[]', ${age(contacts)}, ${age(contacts)}, ${read},
      array[phone], array[email], lower(name) || chr(10) || phone || chr(10) || email
    from (select n, ${person} as name, 1 + ${random(5)} % ${brokers} as owner, ${phone} as phone, ${email} as email
      from generate_series(1, ${contacts}) as n) as made`);
  const tag = `jsonb_build_array(jsonb_build_object('id', 1 + ${random(6)} % 9, 'name', 'tag ' || (1 + ${random(6)} % 9)))`;
  await insert(`
    insert into mirror_leads (account_id, id, name, responsible_user_id, group_id, tags, custom_fields,
      created_at, updated_at, asked_at, saved_at, import_number, price, pipeline_id, stage_id, main_contact_id, closed_at)
    select $1, n, name, owner, (owner - 1) / 5, tags, '[]', made, made, ${read},
      price, ${pipelineId}, stage, contact, case when stage in (142, 143) then made + interval '9 days' end
    from (select n, ${pick(firstNames, random(7))} || ' — ' || ${pick(districts, random(8))} || ' ' || n as name,
        1 + ${random(9)} % ${brokers} as owner, 500000 + ${random(10)} % 9000 * 1000 as price, ${stageOf} as stage,
        case when ${random(11)} % 2 = 0 then '[]'::jsonb else ${tag} end as tags, ${age(leads)} as made,
        case when ${random(12)} % 10 > 0 then 1 + n * 4 / 5 % ${contacts} end as contact
      from generate_series(1, ${leads}) as n) as made`);
  await insert(`
    insert into mirror_lead_contacts (account_id, lead_id, contact_id, is_main)
    select account_id, id, main_contact_id, true from mirror_leads
    where account_id = $1 and main_contact_id is not null and $2::timestamptz is not null`);
  await insert(`
    insert into mirror_tasks (account_id, id, entity_type, entity_id, type_id, text, complete_till,
      duration_seconds, is_completed, responsible_user_id, created_at, updated_at, asked_at, saved_at, import_number)
    select $1, n, 'leads', n, 1, 'Call back', ${age(leads)} + ${random(13)} % 30 * interval '1 day',
      0, ${random(14)} % 3 > 0, 1 + ${random(9)} % ${brokers}, ${age(leads)}, ${age(leads)}, ${read}
    from generate_series(1, ${leads}) as n`);
}
