// The dashboard. Signing in, requests and tokens are the business of VoiceAssistantAuth.
'use strict';

const auth = new VoiceAssistantAuth(location.origin);
const at = (id) => document.getElementById(id);
let socket = null;

function say(text) {
  at('status').textContent = text;
}

// Texts of others become text, never markup.
function cell(row, text) {
  row.insertCell().textContent = text;
}

async function show() {
  const signedIn = Boolean(auth.token);
  at('sign-in').hidden = signedIn;
  at('work').hidden = !signedIn;
  if (!signedIn) return;
  const answer = await auth.makeAuthenticatedRequest('/api/customers');
  if (!answer.ok) {
    await auth.logout();
    say('Sign in again.');
    return show();
  }
  const { customers } = await answer.json();
  at('customers').replaceChildren();
  for (const customer of customers) {
    const row = at('customers').insertRow();
    cell(row, customer.customer_id);
    cell(row, customer.name);
    cell(row, customer.phone_number);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Call';
    button.setAttribute('aria-label', `Call ${customer.name}`);
    button.addEventListener('click', () => call('/api/trigger-single-call', { customer_id: customer.customer_id }));
    row.insertCell().append(button);
  }
  if (!socket) await listen();
}

// A WebSocket carries no header: it takes a ticket, which counts once.
async function listen() {
  const answer = await auth.makeAuthenticatedRequest('/auth/socket-ticket', { method: 'POST' });
  const { ticket } = await answer.json();
  const url = new URL(`/ws/events?ticket=${encodeURIComponent(ticket)}`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  socket = new WebSocket(url);
  socket.addEventListener('message', (message) => {
    const item = document.createElement('li');
    item.textContent = message.data;
    at('events').prepend(item);
  });
  socket.addEventListener('close', () => { socket = null; });
}

async function call(path, body) {
  const options = { method: 'POST', body: JSON.stringify(body) };
  const answer = await auth.makeAuthenticatedRequest(path, options);
  say((await answer.json()).message);
}

async function act(what, form) {
  const [email, password, code] = ['email', 'password', 'code'].map((name) => form.get(name));
  if (what === 'signup') {
    const { message } = await auth.signup(email, password);
    return say(message);
  }
  if (what === 'confirm') {
    const answer = await fetch('/auth/confirm-signup', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, confirmation_code: code }),
    });
    return say((await answer.json()).message);
  }
  const answer = await auth.login(email, password);
  say(answer.success ? `Signed in as ${email}.` : answer.message);
  return show();
}

at('account').addEventListener('submit', (event) => {
  event.preventDefault();
  act(event.submitter?.value ?? 'login', new FormData(event.target)).catch((error) => say(String(error)));
});

at('upload').addEventListener('submit', async (event) => {
  event.preventDefault();
  // The class sets the type of a JSON body, so a form goes by itself.
  const answer = await fetch('/api/upload-customers', {
    method: 'POST',
    headers: { Authorization: `Bearer ${auth.token}` },
    body: new FormData(event.target),
  });
  const { message, errors = [] } = await answer.json();
  const places = errors.map(({ line, column, problem }) => `line ${line} ${column} ${problem}`);
  say([message, ...places].join(' '));
  await show();
});

at('call-all').addEventListener('click', () => call('/api/trigger-bulk-calls', {}));

at('sign-out').addEventListener('click', async () => {
  await auth.logout();
  socket?.close();
  say('Nobody is signed in.');
  await show();
});

show().catch((error) => say(String(error)));
