// A small lending library's REST API, kept in memory: what the sample connectors are certified against. Node only, no packages.
//
//   node examples/library-api/server.mjs [--port 4010] [--key demo-library-key]
//
// Prints one line of JSON with its address once it answers, and ends on SIGTERM or SIGINT.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { randomUUID, timingSafeEqual } from 'node:crypto';

const { values: options } = parseArgs({
  options: { port: { type: 'string', default: '4010' }, key: { type: 'string', default: 'demo-library-key' } },
});

const largestBody = 65_536;
const books = new Map();
const loans = new Map();

for (const [title, author, year] of [
  ['The Left Hand of Darkness', 'Ursula K. Le Guin', 1969],
  ['Invisible Cities', 'Italo Calvino', 1972],
  ['The Summer Book', 'Tove Jansson', 1972],
]) {
  addBook({ title, author, year });
}

/** An expected refusal: status, a code for programs, a sentence for people. */
class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const routes = [
  ['GET', /^\/v1\/books$/, ({ query }) => listOf([...books.values()].filter(matching(query)), query)],
  ['POST', /^\/v1\/books$/, ({ body }) => created('/v1/books', addBook(bookFrom(body)))],
  ['GET', /^\/v1\/books\/([^/]+)$/, ({ id }) => ok(entry(books, id, 'book'))],
  ['PUT', /^\/v1\/books\/([^/]+)$/, ({ id, body }) => ok(changeBook(id, bookFrom(body)))],
  ['DELETE', /^\/v1\/books\/([^/]+)$/, ({ id }) => removeBook(id)],
  ['GET', /^\/v1\/loans$/, ({ query }) => listOf([...loans.values()], query)],
  ['POST', /^\/v1\/loans$/, ({ body }) => created('/v1/loans', lend(body))],
  ['GET', /^\/v1\/loans\/([^/]+)$/, ({ id }) => ok(entry(loans, id, 'loan'))],
  ['POST', /^\/v1\/loans\/([^/]+)\/return$/, ({ id }) => ok(giveBack(id))],
  ['GET', /^\/v1\/summary$/, () => ok({ books: books.size, loans: [...loans.values()].filter(isOpen).length })],
];

const server = createServer((request, response) => {
  answer(request)
    .catch(error => {
      if (error instanceof Refusal) return refused(error);
      console.error(error);
      return refused(new Refusal(500, 'internal', 'The library has a problem of its own.'));
    })
    .then(({ status, headers = {}, body }) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      response.writeHead(status, {
        ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
        'cache-control': 'no-store',
        ...headers,
      });
      response.end(text);
    });
});

async function answer(request) {
  const url = new URL(request.url ?? '/', 'http://library.invalid');
  if (!mayEnter(request.headers['x-api-key'])) {
    throw new Refusal(401, 'unauthorized', 'Send a valid key in the header X-Api-Key.');
  }
  const onPath = routes.filter(([, pattern]) => pattern.test(url.pathname));
  if (onPath.length === 0) throw new Refusal(404, 'not-found', `There is nothing at ${url.pathname}.`);
  const route = onPath.find(([method]) => method === request.method);
  if (route === undefined) {
    const allow = onPath.map(([method]) => method).join(', ');
    return {
      ...refused(new Refusal(405, 'method-not-allowed', `This address takes ${allow}.`)),
      headers: { allow },
    };
  }
  const [, pattern, handle] = route;
  const id = pattern.exec(url.pathname)?.[1] ?? '';
  return handle({ id, query: url.searchParams, body: await readBody(request) });
}

function mayEnter(key) {
  const given = Buffer.from(String(key ?? ''));
  const expected = Buffer.from(options.key);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) throw new Refusal(413, 'too-large', `A body may have at most ${largestBody} bytes.`);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'malformed', 'The body is not valid JSON.');
  }
}

function ok(body) {
  return { status: 200, body };
}

function created(collection, thing) {
  return { status: 201, headers: { location: `${collection}/${thing.id}` }, body: thing };
}

function refused({ status, code, message }) {
  return { status, body: { error: { code, message } } };
}

function listOf(all, query) {
  const limit = wholeNumber(query.get('limit') ?? '20', 'limit', 1, 100);
  const offset = wholeNumber(query.get('offset') ?? '0', 'offset', 0, 1_000_000);
  return ok({ total: all.length, items: all.slice(offset, offset + limit) });
}

function matching(query) {
  const text = (query.get('search') ?? '').toLowerCase();
  return ({ title, author }) => `${title}\n${author}`.toLowerCase().includes(text);
}

function wholeNumber(text, name, least, most) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new Refusal(400, 'invalid', `${name} has to be a whole number from ${least} to ${most}.`);
  }
  return number;
}

function entry(shelf, id, kind) {
  const found = shelf.get(id);
  if (found === undefined) throw new Refusal(404, 'not-found', `There is no ${kind} ${id}.`);
  return found;
}

function bookFrom(body) {
  const { title, author, year } = objectOf(body);
  if (year !== undefined && !Number.isInteger(year))
    throw new Refusal(400, 'invalid', 'year has to be a whole number.');
  return { title: textOf(title, 'title'), author: textOf(author, 'author'), ...(year === undefined ? {} : { year }) };
}

function objectOf(body) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'invalid', 'The body has to be a JSON object.');
  }
  return body;
}

function textOf(value, name) {
  if (typeof value !== 'string' || value.trim() === '' || value.length > 200) {
    throw new Refusal(400, 'invalid', `${name} has to be a text of 1 to 200 characters.`);
  }
  return value.trim();
}

function addBook(book) {
  const added = { id: randomUUID(), ...book, available: true, addedAt: new Date().toISOString() };
  books.set(added.id, added);
  return added;
}

function changeBook(id, change) {
  const changed = { ...entry(books, id, 'book'), ...change };
  books.set(id, changed);
  return changed;
}

function removeBook(id) {
  const book = entry(books, id, 'book');
  if (!book.available) throw new Refusal(409, 'on-loan', 'The book is on loan; it has to come back first.');
  books.delete(id);
  return { status: 204 };
}

function lend(body) {
  const { bookId, reader, dueOn } = objectOf(body);
  const book = books.get(textOf(bookId, 'bookId'));
  if (book === undefined) throw new Refusal(400, 'invalid', `There is no book ${bookId}.`);
  if (!book.available) throw new Refusal(409, 'on-loan', 'The book is on loan already.');
  if (!/^\d{4}-\d\d-\d\d$/.test(dueOn) || dueOn < new Date().toISOString().slice(0, 10)) {
    throw new Refusal(400, 'invalid', 'dueOn has to be a date, YYYY-MM-DD, that is not past.');
  }
  const loan = { id: randomUUID(), bookId: book.id, reader: textOf(reader, 'reader'), dueOn, state: 'open' };
  book.available = false;
  loans.set(loan.id, loan);
  return loan;
}

function giveBack(id) {
  const loan = entry(loans, id, 'loan');
  if (!isOpen(loan)) throw new Refusal(409, 'returned', 'The book has come back already.');
  loan.state = 'returned';
  const book = books.get(loan.bookId);
  if (book !== undefined) book.available = true;
  return loan;
}

function isOpen(loan) {
  return loan.state === 'open';
}

server.on('error', error => {
  console.error(`The library cannot listen on port ${options.port}: ${error.message}`);
  process.exit(1);
});
server.listen(Number(options.port), '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }));
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
