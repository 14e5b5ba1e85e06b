/**
 * What the desk's pages do beyond forms and links, all of which work without it: forms that leave the
 * page where it is, cards that can be dragged, and pages that renew themselves.
 */
export const script = `
const live = document.getElementById('live');
const said = document.getElementById('said');
const pause = document.getElementById('pause');
let isPaused = false;
let isBusy = false;
let dragged = null;

document.querySelector('nav [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

/* The notice is on the page: a reload need not say it again. */
const address = new URL(location.href);
if (address.searchParams.has('notice')) {
  address.searchParams.delete('notice');
  history.replaceState(null, '', address);
}

function say(isGood, words) {
  const box = document.createElement('p');
  box.className = 'note ' + (isGood ? 'good' : 'bad');
  const head = document.createElement('b');
  head.textContent = isGood ? 'Done. ' : 'Refused. ';
  box.append(head, words);
  said.replaceChildren(box);
}

/* Somebody is in the middle of something: the page must not change under his hands. */
function isInUse() {
  if (dragged !== null || live.querySelector('details.pop[open]')) return true;
  const inHand = document.activeElement;
  if (live.contains(inHand) && inHand.matches('input,select,textarea')) return true;
  for (const field of live.querySelectorAll('input,textarea')) {
    if (field.type === 'checkbox' ? field.checked !== field.defaultChecked : field.value !== field.defaultValue) return true;
  }
  for (const list of live.querySelectorAll('select')) {
    const first = [...list.options].findIndex((one) => one.defaultSelected);
    if (list.selectedIndex !== Math.max(first, 0)) return true;
  }
  return false;
}

function placeOf(element) {
  const holder = live.contains(element) ? element.closest('[id]') : null;
  return holder === null || holder === live ? null : holder.id;
}

async function renew() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById('live');
  if (fresh === null) return;
  const open = [...live.querySelectorAll('details[id]')].map((one) => [one.id, one.open]);
  const scrolled = [...live.querySelectorAll('[tabindex][id]')].map((one) => [one.id, one.scrollLeft, one.scrollTop]);
  const focused = placeOf(document.activeElement);
  live.replaceChildren(...fresh.childNodes);
  document.body.dataset.mark = page.body.dataset.mark;
  for (const [id, isOpen] of open) {
    const one = document.getElementById(id);
    if (one !== null && !one.matches('.pop')) one.open = isOpen;
  }
  for (const [id, left, top] of scrolled) document.getElementById(id)?.scrollTo(left, top);
  if (focused !== null) {
    const one = document.getElementById(focused);
    (one?.matches('a,button,input,select,textarea,[tabindex]') ? one : one?.querySelector('a,button,summary'))?.focus({ preventScroll: true });
  }
}

async function send(action, body) {
  isBusy = true;
  try {
    const answer = await fetch(action, { method: 'POST', body, headers: { accept: 'application/json' } });
    const told = await answer.json();
    const target = new URL(told.to, location.href);
    if (told.isGood && target.pathname !== location.pathname) {
      location.assign(target);
      return told;
    }
    say(told.isGood, told.words);
    if (told.isGood) await renew();
    return told;
  } catch {
    const told = { isGood: false, words: 'The sandbox does not answer. Is it still running?' };
    say(told.isGood, told.words);
    return told;
  } finally {
    isBusy = false;
  }
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('[data-stay]')) return;
  event.preventDefault();
  if (isBusy) return;
  const told = await send(form.action, new URLSearchParams(new FormData(form)));
  if (told.isGood && form.isConnected && !live.contains(form)) form.reset();
  show();
});

/* Cards go by drag as well as by their own list. */
document.addEventListener('dragstart', (event) => {
  const card = event.target.closest?.('[data-lead]');
  if (!card) return;
  dragged = card;
  card.classList.add('dragged');
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', card.dataset.lead);
});
document.addEventListener('dragover', (event) => {
  const column = dragged && event.target.closest?.('[data-drop]');
  for (const other of document.querySelectorAll('.over')) if (other !== column) other.classList.remove('over');
  if (!column || column.contains(dragged)) return;
  event.preventDefault();
  column.classList.add('over');
});
document.addEventListener('drop', async (event) => {
  const column = dragged && event.target.closest?.('[data-drop]');
  if (!column || column.contains(dragged)) return;
  event.preventDefault();
  const form = dragged.querySelector('form.move');
  const body = new URLSearchParams(new FormData(form));
  body.set('status', column.dataset.drop);
  column.querySelector('.cards').prepend(dragged);
  letGo();
  const told = await send(form.action, body);
  if (!told.isGood) await renew();
});
document.addEventListener('dragend', letGo);
function letGo() {
  dragged?.classList.remove('dragged');
  dragged = null;
  for (const other of document.querySelectorAll('.over')) other.classList.remove('over');
}

/* Of a form with kinds, only what the chosen kind needs. */
function show() {
  for (const list of document.querySelectorAll('select[data-shows]')) {
    for (const part of list.form.querySelectorAll('[data-for]')) part.hidden = part.dataset.for !== list.value;
  }
}
document.addEventListener('change', show);
show();

if (pause !== null) {
  pause.hidden = false;
  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    pause.setAttribute('aria-pressed', String(isPaused));
    pause.textContent = isPaused ? 'Go on' : 'Pause';
  });
}

async function look() {
  try {
    if (!document.hidden && !isPaused && !isBusy && !isInUse()) {
      const answer = await fetch(document.body.dataset.pulse);
      const mark = answer.ok ? await answer.text() : document.body.dataset.mark;
      if (mark !== document.body.dataset.mark && !isBusy && !isInUse()) await renew();
    }
  } catch {
    /* It is away; it may come back. */
  }
  setTimeout(look, 1500);
}
setTimeout(look, 1500);
`;
