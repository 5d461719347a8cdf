// The page of the mock server. It lists the operations, and shows one of them with `openapi-explorer`, which can send it.
// It extracts the operation, and the schemas that the operation uses, from the document of its resource.

const $ = id => document.getElementById(id);
const narrow = matchMedia('(max-width: 900px)');
const dark = matchMedia('(prefers-color-scheme: dark)');
const documents = new Map();
let resources = [];
let current = '';

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

async function json(address) {
  const response = await fetch(address, { headers: { Accept: 'application/json' } });
  const body = await response.json();
  if (!response.ok) throw new Error(body.ErrorMessage || response.statusText);
  return body;
}

// The list of operations

const addressOf = operation => `?operation=${encodeURIComponent(operation.uid)}`;

function entry(operation) {
  const link = element('a', { href: addressOf(operation), title: operation.summary },
    element('span', { class: `method ${operation.method}` }, operation.method),
    element('span', { class: 'path' }, operation.path),
    element('span', { class: 'summary' }, operation.summary));
  link.dataset.uid = operation.uid;
  if (operation.uid === current) link.setAttribute('aria-current', 'page');
  return element('li', {}, link);
}

function list(resource, operations, open) {
  const items = element('ul');
  const details = element('details', {},
    element('summary', {}, `${resource.name} `, element('small', {}, String(operations.length))), items);
  // Thousands of entries are slow, so the entries of a closed resource are not created.
  details.addEventListener('toggle', () => {
    if (details.open && !items.firstChild) items.append(...operations.map(entry));
  });
  if (open) {
    items.append(...operations.map(entry));
    details.open = true;
  }
  return element('li', {}, details);
}

const SHOWN = 300;

function search() {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) {
    const holds = resource => resource.operations.some(operation => operation.uid === current);
    $('resources').replaceChildren(...resources.map(resource => list(resource, resource.operations, holds(resource))));
    $('found').textContent = '';
    return;
  }
  let count = 0;
  const found = [];
  for (const resource of resources) {
    const operations = resource.operations.filter(one => words.every(word => one.text.includes(word)));
    if (operations.length && count < SHOWN) found.push(list(resource, operations, true));
    count += operations.length;
  }
  $('resources').replaceChildren(...found);
  $('found').textContent = `${count === 1 ? '1 operation' : `${count} operations`} found`;
}

// One operation

/** The document of a resource, with the certainties and places of types as part of their descriptions. */
function documentOf(resource) {
  if (!documents.has(resource.name)) {
    documents.set(resource.name, json(resource.document).then(described));
    documents.get(resource.name).catch(() => documents.delete(resource.name));
  }
  return documents.get(resource.name);
}

/** HTML with places where a long path can be broken. */
const html = text => text.replace(/[&<>]/g, c => `&#${c.charCodeAt(0)};`).replace(/[/_](?=.)/g, '$&<wbr>');

function described(value) {
  if (Array.isArray(value)) return value.map(described);
  if (!value || typeof value !== 'object') return value;
  const copy = {};
  for (const [key, member] of Object.entries(value)) copy[key] = key === 'example' ? member : described(member);
  const { 'x-evidence': evidence, 'x-source': source } = copy;
  const facts = [evidence, source].filter(fact => typeof fact === 'string').map(html);
  if (facts.length) copy.description = [copy.description, `<small>${facts.join(' · ')}</small>`].filter(Boolean).join('\n\n');
  return copy;
}

/** A document with one operation and the schemas that it uses. */
function only(whole, uid) {
  for (const [key, item] of Object.entries(whole.paths)) {
    for (const [method, found] of Object.entries(item)) {
      if (found.operationId !== uid) continue;
      // These headers are not parameters in OpenAPI: the page and the browser set them.
      const set = one => one.in === 'header' && /^(authorization|accept|content-type)$/i.test(one.name);
      const filled = one => ('example' in one ? { ...one, schema: { ...one.schema, default: one.example } } : one);
      const operation = { ...found, parameters: (found.parameters || []).filter(one => !set(one)).map(filled) };
      operation.responses = { ...operation.responses };
      for (const [status, response] of Object.entries(operation.responses)) {
        const { links, ...rest } = response;
        operation.responses[status] = rest;
      }
      for (const name of Object.keys(operation)) if (name.startsWith('x-')) delete operation[name];
      const path = item['x-path'] || key;
      return {
        openapi: whole.openapi,
        info: whole.info,
        servers: [{ url: location.origin }],
        tags: whole.tags,
        paths: { [path]: { [method]: operation } },
        components: { schemas: used(operation, whole.components.schemas) },
        route: `${method}-${path.replace(/[\s#:?&={}-]+/g, '-')}`,
      };
    }
  }
  throw new Error(`no page documents the operation ${uid}`);
}

function used(value, schemas, found = {}) {
  if (Array.isArray(value)) value.forEach(member => used(member, schemas, found));
  else if (value && typeof value === 'object') {
    const name = typeof value.$ref === 'string' && value.$ref.split('/').pop();
    if (name && !(name in found)) {
      found[name] = schemas[name];
      used(found[name], schemas, found);
    }
    Object.values(value).forEach(member => used(member, schemas, found));
  }
  return found;
}

function colours(viewer) {
  const set = dark.matches
    ? { 'bg-color': '#14181f', 'text-color': '#e4e8ee', 'primary-color': '#7fb0ff', 'secondary-color': '#7fb0ff', 'header-color': '#1a2029' }
    : { 'bg-color': '#ffffff', 'text-color': '#1d2430', 'primary-color': '#1f5fbf', 'secondary-color': '#1f5fbf', 'header-color': '#f6f7f9' };
  for (const [name, value] of Object.entries(set)) viewer.setAttribute(name, value);
}

function problem(text) {
  $('problem').textContent = text;
  $('problem').hidden = !text;
}

async function show(uid) {
  current = uid;
  for (const link of document.querySelectorAll('#index a')) {
    if (link.dataset.uid === uid) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  problem('');
  $('intro').hidden = Boolean(uid);
  $('viewer').hidden = true;
  $('viewer').replaceChildren();
  if (!uid) return;
  const resource = resources.find(one => one.operations.some(operation => operation.uid === uid));
  try {
    if (!resource) throw new Error(`no page documents the operation ${uid}`);
    const { route, ...spec } = only(await documentOf(resource), uid);
    if (current !== uid) return;
    // The element writes its route into the address. If the route is already there, the history gets only one entry.
    history.replaceState(null, '', new URL(`#?route=${route}`, location.href));
    const viewer = element('openapi-explorer', {
      'explorer-location': route, 'hide-authentication': 'true', 'hide-server-selection': 'true', 'hide-info': 'true',
      'hide-components': 'true', 'hide-search': 'true', 'default-schema-tab': 'body', 'schema-expand-level': '1',
    });
    colours(viewer);
    viewer.addEventListener('request', event => {
      const credentials = $('credentials').value.trim();
      if (credentials) event.detail.request.headers.set('Authorization', credentials);
    });
    viewer.addEventListener('response', log);
    // The element sets a width if its parent has none.
    $('viewer').hidden = false;
    $('viewer').append(viewer);
    await customElements.whenDefined('openapi-explorer');
    await viewer.loadSpec(spec);
  } catch (error) {
    if (current === uid) problem(error.message);
  }
}

function go(address) {
  history.pushState(null, '', address);
  follow();
}

function follow() {
  const uid = new URLSearchParams(location.search).get('operation') || '';
  if (uid !== current) show(uid);
}

// The requests

async function log() {
  if ($('log').hidden) return;
  const { requests } = await json('/_mock/log');
  const row = one => {
    const what = element('td', {}, element('span', { class: `method ${one.method}` }, one.method), ` ${one.address}`);
    if (one.operation) {
      const link = element('a', { class: 'uid', href: addressOf({ uid: one.operation }) }, one.operation);
      link.dataset.uid = one.operation;
      what.append(link);
    }
    const status = element('td', { class: one.status < 400 ? 'status' : 'status bad' }, String(one.status));
    return element('tr', {}, status, what);
  };
  $('requests').tBodies[0].replaceChildren(...requests.slice(-100).reverse().map(row));
  $('requests').hidden = !requests.length;
  $('no-requests').hidden = Boolean(requests.length);
}

function toggle(open) {
  $('log').hidden = !open;
  $('log-button').setAttribute('aria-expanded', String(open));
  if (open) log();
}

function menu(open) {
  $('index').classList.toggle('open', open);
  $('menu').setAttribute('aria-expanded', String(open));
}

// The browser would revalidate a cached response, and the log would have 304 where the page shows 200.
const cached = window.fetch.bind(window);
window.fetch = (request, options) => cached(request, { ...options, cache: 'no-store' });

// Events

let waiting;
$('search').addEventListener('input', () => {
  menu(true);
  clearTimeout(waiting);
  waiting = setTimeout(search, 60);
});
$('menu').addEventListener('click', () => menu(!$('index').classList.contains('open')));
$('log-button').addEventListener('click', () => toggle($('log').hidden));
$('log-close').addEventListener('click', () => {
  toggle(false);
  $('log-button').focus();
});
$('reset').addEventListener('click', () => fetch('/_mock/reset', { method: 'POST' }).then(log));
document.addEventListener('click', event => {
  const link = event.target.closest('a[data-uid]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  menu(false);
  if (narrow.matches) toggle(false);
  go(link.getAttribute('href'));
  $('operation').focus();
});
document.addEventListener('keydown', event => {
  const writes = event.composedPath()[0].closest?.('input, textarea, select, tag-input');
  if (event.key === '/' && !writes && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    $('search').focus();
  } else if (event.key === 'Escape') {
    toggle(false);
    menu(false);
  }
});
addEventListener('popstate', follow);
dark.addEventListener('change', () => document.querySelectorAll('openapi-explorer').forEach(colours));
setInterval(() => document.visibilityState === 'visible' && log(), 2000);

try {
  ({ resources } = await json('/_mock/openapi'));
  let count = 0;
  for (const resource of resources) {
    for (const one of resource.operations) {
      one.text = `${one.method} ${one.path} ${one.uid} ${one.summary} ${resource.name}`.toLowerCase();
      count += 1;
    }
  }
  $('numbers').append(
    element('dt', {}, count.toLocaleString('en')), element('dd', {}, 'operations'),
    element('dt', {}, String(resources.length)), element('dd', {}, 'resources and agents'));
  current = new URLSearchParams(location.search).get('operation') || '';
  search();
  if (current) await show(current);
} catch (error) {
  problem(error.message);
}
