// The hub's id of a post is its name: likes and comments say which one they are about.
import { subscribe } from '/client/tidings.js';
import { $, clock, keepOpen, nameOf, publish, text, token, user } from './common.js';

const TOPIC = 'demo/feed';
const MOST = 100;

const posts = new Map(); // by id, the oldest first
let opened = Date.now();
let missed = null;

keepOpen((lastEventId) => {
  opened = Date.now();
  missed = lastEventId ? { post: 0, like: 0, comment: 0 } : null;
  $('missed').hidden = true;
  return subscribe(location.origin, { topics: TOPIC, token: () => token(), since: '24h', lastEventId, remember: false })
    .on('post', (event) => (noteMissed(event), addPost(event)))
    .on('like', (event) => (noteMissed(event), addLike(event)))
    .on('comment', (event) => (noteMissed(event), addComment(event)));
});

function addPost({ id, time, data }) {
  const article = $('post').content.cloneNode(true).firstElementChild;
  const find = (name) => article.querySelector(name);
  find('h2').id = `by-${id}`;
  find('h2').textContent = nameOf(data?.by);
  article.dataset.by = text(data?.by, 10);
  article.setAttribute('aria-labelledby', `by-${id}`);
  find('time').textContent = clock(time);
  find('time').dateTime = time;
  find('.text').textContent = text(data?.text);
  find('.like').addEventListener('click', () => say('like', { post: id }));
  find('form').addEventListener('submit', (event) => {
    event.preventDefault();
    say('comment', { post: id, text: event.target.elements.text.value });
    event.target.reset();
  });
  posts.set(id, { find, likes: new Set() });
  $('posts').prepend(article);
  $('empty').hidden = true;
  if (posts.size > MOST) {
    posts.delete(posts.keys().next().value);
    $('posts').lastElementChild.remove();
  }
}

/** Each likes a post once, however often they say so. */
function addLike({ data }) {
  const post = posts.get(data?.post);
  if (!post) return; // of longer ago
  post.likes.add(text(data.by, 10));
  post.find('.likes').textContent = post.likes.size;
  post.find('.like').classList.toggle('mine', post.likes.has(user));
}

function addComment({ data }) {
  const post = posts.get(data?.post);
  if (!post) return;
  const item = document.createElement('li');
  const by = document.createElement('strong');
  by.textContent = nameOf(data.by);
  item.append(by, ` ${text(data.text)}`);
  post.find('.comments').append(item);
}

/** What was published while this page was offline is counted. */
function noteMissed({ event, time }) {
  if (!missed || Date.parse(time) > opened) return;
  missed[event] += 1;
  const said = Object.entries(missed).filter(([, n]) => n).map(([what, n]) => `${n} ${what}${n > 1 ? 's' : ''}`);
  $('missed').textContent = `While you were away: ${said.join(', ')}.`;
  $('missed').hidden = false;
}

async function say(event, data, as = user) {
  try {
    return await publish(TOPIC, event, { ...data, by: as }, as);
  } catch (error) {
    $('missed').textContent = `Not published: ${error.message}`;
    $('missed').hidden = false;
    return null;
  }
}

$('compose').addEventListener('submit', (event) => {
  event.preventDefault();
  say('post', { text: $('compose').elements.text.value });
  $('compose').reset();
});

const SAYINGS = ['The release is out.', 'Tests are green on the first try.', 'Who has taken the good keyboard?', 'Coffee is ready.'];

/** A post of somebody else's, which yet somebody else likes and comments on. */
$('others').addEventListener('click', async () => {
  const [one, another] = ['alice', 'bob', 'carol'].filter((it) => it !== user);
  const post = await say('post', { text: SAYINGS[Math.floor(Math.random() * SAYINGS.length)] }, one);
  if (!post) return;
  await say('like', { post }, another);
  await say('comment', { post, text: 'Well said.' }, another);
});

$('who').textContent = nameOf(user);
for (const link of document.querySelectorAll('.users a')) {
  if (link.search === `?user=${user}`) link.setAttribute('aria-current', 'true');
}
