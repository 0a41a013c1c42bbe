// What is unread is no state of this page: "read up to here" is an event, too, which goes to all tabs and devices of the
// user. So they agree, and a page that is opened later knows.
import { subscribe } from '/client/tidings.js';
import { $, clock, keepOpen, nameOf, publish, text, token, user } from './common.js';

const KINDS = { order: 'New order', alert: 'System alert', message: 'Message' };
const TOPIC = `demo/users/${user}`;
const TOAST = 6_000;
const FRESH = 10_000;
const MOST = 100;

const shown = []; // the newest first: { id, item }
let readUpTo = '';

keepOpen((lastEventId) =>
  // The list is made anew with each load of the page, hence from the day before and not from where it was left.
  subscribe(location.origin, { topics: `${TOPIC}/**`, token: () => token(), since: '24h', lastEventId, remember: false })
    .onTopic(`${TOPIC}/notifications`, add)
    .onTopic(`${TOPIC}/read`, ({ data }) => markRead(data?.upTo)));

function add({ id, event, time, data }) {
  const item = document.createElement('li');
  item.className = Object.hasOwn(KINDS, event) ? event : 'message';
  item.append(
    part('strong', KINDS[item.className]),
    part('time', clock(time)),
    part('p', text(data?.text)),
  );
  shown.unshift({ id, item });
  $('list').prepend(item);
  while (shown.length > MOST) shown.pop().item.remove();
  if (Date.now() - Date.parse(time) < FRESH && document.visibilityState === 'visible') toast(item);
  count();
}

function markRead(upTo) {
  if (typeof upTo === 'string' && isBehind(upTo, readUpTo)) readUpTo = upTo;
  count();
}

function count() {
  let unread = 0;
  for (const { id, item } of shown) {
    const isUnread = isBehind(id, readUpTo);
    item.classList.toggle('unread', isUnread);
    unread += isUnread;
  }
  $('unread').textContent = unread;
  $('unread').hidden = unread === 0;
  $('unread').setAttribute('aria-label', `${unread} unread`);
  $('read').disabled = unread === 0;
  $('empty').hidden = shown.length > 0;
  document.title = `${unread ? `(${unread}) ` : ''}Notifications · Tidings`;
}

/** Ids are `<milliseconds>-<sequence>`, and ascend. */
function isBehind(id, other) {
  const [time, sequence] = id.split('-').map(Number);
  const [otherTime, otherSequence] = (other || '0-0').split('-').map(Number);
  return time > otherTime || (time === otherTime && sequence > otherSequence);
}

function toast(item) {
  const copy = document.createElement('div');
  copy.className = `toast ${item.classList[0]}`;
  copy.append(...item.cloneNode(true).childNodes);
  $('toasts').append(copy);
  while ($('toasts').children.length > 3) $('toasts').firstElementChild.remove();
  setTimeout(() => copy.remove(), TOAST);
}

function part(name, content) {
  const element = document.createElement(name);
  element.textContent = content;
  return element;
}

$('read').addEventListener('click', async () => {
  $('read').disabled = true;
  try {
    await publish(`${TOPIC}/read`, 'read', { upTo: shown[0].id });
  } catch (error) {
    $('sent').textContent = `Not marked: ${error.message}`;
    count();
  }
});

const TEXTS = { order: 'Order 4711 has been paid', alert: 'The disk of db-2 is 90 % full', message: 'Lunch at noon?' };
$('send').elements.type.addEventListener('change', ({ target }) => { $('send').elements.text.value = TEXTS[target.value]; });

$('send').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { user: whom, type, text: words } = Object.fromEntries(new FormData($('send')));
  try {
    await publish(`demo/users/${whom}/notifications`, type, { text: words, from: user });
    $('sent').textContent = `${nameOf(whom)} has been notified.`;
  } catch (error) {
    $('sent').textContent = `Not sent: ${error.message}`;
  }
});

$('who').textContent = nameOf(user);
$('send').elements.user.value = user;
for (const link of document.querySelectorAll('.users a')) {
  if (link.search === `?user=${user}`) link.setAttribute('aria-current', 'true');
}
