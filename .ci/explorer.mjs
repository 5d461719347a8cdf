// Checks the explorer of a running mock server in headless Chromium.
//
// Usage: node explorer.mjs PLAYWRIGHT URL SCREENSHOTS. In: the folder of playwright-core, the address of the server, and a
// folder for screenshots. Out: exit code 0 if everything that is asserted holds.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const [playwright, url, screenshots] = process.argv.slice(2);
const { chromium } = createRequire(`${playwright}/`)('playwright-core');
mkdirSync(screenshots, { recursive: true });
const host = new URL(url).host;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync),
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
  ],
});

/** Opens the explorer. Collects errors on the console and requests to other hosts in `wrong`. */
async function open(address, { width, height = 900, colorScheme }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', message => ['error', 'warning'].includes(message.type()) && wrong.push(message.text()));
  page.on('pageerror', error => wrong.push(String(error)));
  page.on('request', request => {
    const { protocol, host: other } = new URL(request.url());
    if (other !== host && !['data:', 'blob:'].includes(protocol)) wrong.push(`request to ${request.url()}`);
  });
  await page.goto(url + address);
  await page.waitForFunction(() => document.querySelectorAll('#resources details').length > 0);
  return { page, wrong, close: () => context.close() };
}

/** Sends the shown operation, and returns the response. */
async function send(page) {
  const button = page.locator('openapi-explorer .btn-execute');
  await button.scrollIntoViewIfNeeded();
  const [response] = await Promise.all([page.waitForResponse(one => one.url().includes('/api/')), button.click()]);
  return response;
}

const shot = (page, name) => page.screenshot({ path: `${screenshots}/${name}.png` });
const index = await (await fetch(`${url}/_mock/openapi`)).json();
const operations = index.resources.flatMap(one => one.operations);

/** The operations of the first resource whose records can be created, read, changed, replaced and deleted. */
function examples() {
  for (const { operations } of index.resources) {
    for (const create of operations.filter(one => one.method === 'POST')) {
      const of = (method, path) => operations.find(one => one.method === method && path.test(one.path.replace(create.path, '')));
      const item = /^\/\{[^/]*\}$/;
      const found = [create, of('GET', /^$/), ...['GET', 'PATCH', 'PUT', 'DELETE'].map(method => of(method, item))];
      if (found.every(Boolean)) return found;
    }
  }
  throw new Error('no resource has all operations');
}

async function wide() {
  const { page, wrong, close } = await open('/', { width: 1400, colorScheme: 'light' });
  assert.equal(await page.locator('#resources details').count(), index.resources.length);
  assert.match(await page.locator('#numbers').innerText(), new RegExp(operations.length.toLocaleString('en')));
  await shot(page, 'wide-light-start');

  // With the keyboard: the search, and the wanted operation.
  const wanted = operations.find(one => one.method === 'GET' && /\{[^/]*\}$/.test(one.path) && one.path.split('/').length === 5);
  await page.keyboard.press('/');
  await page.keyboard.type(`get ${wanted.path}`);
  await page.waitForFunction(() => /found/.test(document.querySelector('#found').textContent));
  const count = parseInt(await page.locator('#found').innerText(), 10);
  assert.ok(count >= 1 && count < operations.length, `${count} operations found`);
  await shot(page, 'wide-light-search');
  await page.locator(`#index a[data-uid="${wanted.uid}"]`).focus();
  await page.keyboard.press('Enter');
  await page.locator('openapi-explorer').waitFor({ state: 'visible' });
  await page.waitForFunction(() => document.querySelector('openapi-explorer').shadowRoot.querySelector('api-request'));
  await page.waitForTimeout(600);
  await shot(page, 'wide-light-operation');
  const text = await page.locator('openapi-explorer main').innerText();
  assert.match(text, /(proved|agreed|single|assumed)/, 'no certainty of a type is shown');
  assert.match(text, /\.md:\d+/, 'no line of a page is shown');

  await page.locator('#log-button').click();
  const response = await send(page);
  assert.equal(response.status(), 200);
  assert.equal(response.headers()['x-mock-operation'], wanted.uid);
  await page.waitForFunction(uid => document.querySelector('#requests tbody tr')?.textContent.includes(uid), wanted.uid);
  await page.waitForTimeout(600);
  await shot(page, 'wide-light-response');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#log').isVisible(), false);

  // All operations of a resource, with the values that the page has filled in.
  for (const one of examples()) {
    await page.goto(`${url}/?operation=${one.uid}`);
    await page.waitForFunction(() => document.querySelector('openapi-explorer')?.shadowRoot.querySelector('api-request'));
    await page.waitForTimeout(300);
    const answer = await send(page);
    assert.ok(answer.status() < 300, `${one.method} ${one.path}: ${answer.status()} ${await answer.text().catch(() => '')}`);
    assert.equal(answer.headers()['x-mock-operation'], one.uid);
    console.log(`sent ${one.method} ${one.path}: ${answer.status()}`);
  }
  await page.goBack();
  assert.deepEqual(wrong, []);
  await close();
}

async function other(width, colorScheme, name) {
  const { page, wrong, close } = await open('/', { width, colorScheme });
  const narrow = width < 900;
  await shot(page, `${name}-start`);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = background.match(/\d+/g).slice(0, 3).every(part => Number(part) > 128);
  assert.equal(light, colorScheme === 'light', `the background is ${background}`);
  assert.equal(await page.locator('#index').isVisible(), !narrow);
  if (narrow) {
    await page.locator('#menu').click();
    assert.ok(await page.locator('#index').isVisible());
    await shot(page, `${name}-menu`);
  }
  const create = examples()[0];
  await page.locator('#search').fill(create.uid);
  await page.locator(`#index a[data-uid="${create.uid}"]`).click();
  await page.waitForFunction(() => document.querySelector('openapi-explorer')?.shadowRoot.querySelector('api-request'));
  await page.waitForTimeout(600);
  await shot(page, `${name}-operation`);
  const inside = await page.locator('openapi-explorer').evaluate(viewer => {
    const [r, g, b] = getComputedStyle(viewer).backgroundColor.match(/\d+/g).map(Number);
    return r + g + b > 384;
  });
  assert.equal(inside, colorScheme === 'light', 'the operation has the colours of the page');
  const response = await send(page);
  assert.equal(response.status(), 200);
  await page.waitForTimeout(600);
  await shot(page, `${name}-response`);
  // The types of the properties, with their certainty and the line of the page.
  const model = page.locator('openapi-explorer button:has-text("model")').first();
  await model.click();
  await model.scrollIntoViewIfNeeded();
  await page.waitForTimeout(300);
  await shot(page, `${name}-model`);
  // In a narrow window, the viewer shows only the names and types.
  const types = page.locator('openapi-explorer schema-table').getByText(/^(proved|agreed|single|assumed) · .*\.md:\d+$/);
  if (!narrow) await types.locator('visible=true').first().waitFor({ timeout: 5000 });
  // Nothing is wider than the window.
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `the page is ${over} pixels too wide`);
  await page.locator('#log-button').click();
  await page.waitForFunction(() => document.querySelectorAll('#requests tbody tr').length > 0);
  await shot(page, `${name}-log`);
  assert.deepEqual(wrong, []);
  await close();
}

async function refused() {
  const { page, close } = await open('/', { width: 1000, colorScheme: 'light' });
  const result = await page.evaluate(() => fetch('http://127.0.0.2/').then(() => 'sent', error => String(error)));
  assert.notEqual(result, 'sent');
  const blocked = await page.evaluate(() => new Promise(done => {
    addEventListener('securitypolicyviolation', event => done(event.blockedURI), { once: true });
    fetch('http://127.0.0.2:1/').catch(() => {});
    setTimeout(() => done('nothing'), 2000);
  }));
  assert.match(blocked, /127\.0\.0\.2/, 'the page may not send requests to other hosts');
  await close();
}

try {
  await fetch(`${url}/_mock/reset`, { method: 'POST' });
  await wide();
  await other(1400, 'dark', 'wide-dark');
  await other(390, 'light', 'narrow-light');
  await other(390, 'dark', 'narrow-dark');
  await refused();
  console.log(`the explorer shows ${operations.length} operations; screenshots are in ${screenshots}`);
} finally {
  await browser.close();
}
