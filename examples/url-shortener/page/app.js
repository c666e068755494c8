import { Links } from './links.js';
import { SignIn } from './sign-in.js';

// The page is at the stage's root, and this module one folder below.
const base = new URL('..', import.meta.url);
const find = (id) => document.getElementById(id);
const [signedOut, signedIn, edit, rows, notice] = ['signed-out', 'signed-in', 'edit', 'rows', 'notice'].map(
  find,
);

/** Set while somebody is signed in. The token is nowhere else, and gone when the page is. */
let links;

function say(text) {
  notice.textContent = text;
}

/** Runs what a person asked for, and says what went wrong. */
async function attempt(work) {
  say('');
  document.body.classList.add('busy');
  try {
    await work();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  } finally {
    document.body.classList.remove('busy');
  }
}

async function show() {
  const all = await links.list();
  rows.replaceChildren(...all.sort((left, right) => left.id.localeCompare(right.id)).map(rowOf));
  find('none').hidden = all.length > 0;
}

function rowOf({ id, url, timestamp }) {
  const row = document.createElement('tr');
  row.dataset.id = id;
  const address = links.address(id);
  const short = Object.assign(document.createElement('a'), {
    href: address,
    textContent: id,
    target: '_blank',
  });
  const target = Object.assign(document.createElement('span'), { textContent: url });
  const buttons = document.createElement('span');
  buttons.append(
    button('Copy', () => navigator.clipboard.writeText(address)),
    button('Change', () => begin(id, url)),
    button('Delete', async () => {
      await links.delete(id);
      await show();
    }),
  );
  const time = Object.assign(document.createElement('time'), { textContent: timestamp.split(':')[0] });
  for (const part of [short, target, time, buttons]) row.insertCell().append(part);
  return row;
}

function button(text, work) {
  const made = Object.assign(document.createElement('button'), { type: 'button', textContent: text });
  made.addEventListener('click', () => attempt(work));
  return made;
}

/** Fills the form with a link to change, or empties it for a new one. */
function begin(id = '', url = '') {
  edit.id.value = id;
  edit.url.value = url;
  edit.id.readOnly = id !== '';
  edit.save.textContent = id === '' ? 'Shorten' : 'Change';
  edit.cancel.hidden = id === '';
  edit[id === '' ? 'id' : 'url'].focus();
}

edit.addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(async () => {
    const { id, url } = edit;
    await (id.readOnly ? links.update(id.value, url.value) : links.create(id.value, url.value));
    await show();
    begin();
  });
});
edit.cancel.addEventListener('click', () => begin());
find('sign-in').addEventListener('click', () =>
  attempt(async () => location.assign(await (await application()).begin())),
);
find('sign-out').addEventListener('click', () =>
  attempt(async () => location.assign((await application()).signOutAddress())),
);

/** Where people sign in, as the stage says it. */
async function application() {
  const response = await fetch(new URL('page/settings', base));
  return new SignIn(await response.json(), base, sessionStorage);
}

const answer = new URLSearchParams(location.search);
// What a browser remembers or shows of the code is of no use, but need not be there either.
if (answer.has('state')) history.replaceState(null, '', base);
await attempt(async () => {
  const token = await (await application()).finish(answer);
  if (token === undefined) return;
  links = new Links(base, token);
  await show();
  signedIn.hidden = false;
  begin();
});
signedOut.hidden = !signedIn.hidden;
if (answer.has('unknown')) say('There is no such link.');
