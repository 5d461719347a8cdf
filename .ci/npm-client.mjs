// Calls a running mock server with @superoffice/webapi, the vendor's client for JavaScript: creates, reads, updates and deletes
// records through REST resources and agents.
//
// Usage: node npm-client.mjs FOLDER URL. In: the folder of the installed package, and the address of the server. Out: exit
// code 0 if what is written is read back.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [folder, url] = process.argv.slice(2);
const { WebApi } = createRequire(`${folder}/`)('@superoffice/webapi');
const options = { headers: { Authorization: 'Bearer any' } };
const api = new WebApi(`${url}/Cust12345`, options);

/** A failure has the response in it; its message alone is a status. */
const told = error => (error.response ? `${error.response.status} ${JSON.stringify(error.response.data)}` : error);

async function gone(read) {
  try {
    const found = await read();
    assert.ok(found === null || found === undefined, 'a deleted record is still there');
  } catch (error) {
    assert.equal(error.response?.status, 404, String(told(error)));
  }
}

/** The calls about one kind of record. */
async function records(name, { id, property, blank, create, read, update, remove, patch }) {
  try {
    const entity = await blank();
    entity[property] = `${name} that was created`;
    const created = await create(entity);
    const key = created[id];
    assert.ok(key > 20, `${name}: the id is ${key}`);
    assert.equal((await read(key))[property], `${name} that was created`);

    created[property] = `${name} that was updated`;
    assert.equal((await update(key, created))[property], `${name} that was updated`);
    assert.equal((await read(key))[property], `${name} that was updated`);
    if (patch) {
      const changes = [{ op: 'replace', path: `/${property}`, value: `${name} that was patched` }];
      assert.equal((await patch(key, changes))[property], `${name} that was patched`);
      assert.equal((await read(key))[property], `${name} that was patched`);
    }
    await remove(key);
    await gone(() => read(key));
    console.log(`${name}: created, read, updated, ${patch ? 'patched, ' : ''}deleted ${key}`);
  } catch (error) {
    throw new Error(`${name}: ${told(error)}`, { cause: error });
  }
}

const rest = (name, id, property, client) =>
  records(`${name} (REST)`, {
    id, property,
    blank: () => client.getDefaultAsync(),
    create: entity => client.postAsync(entity),
    read: key => client.getByIdAsync(key),
    update: (key, entity) => client.putByIdAsync(key, entity),
    patch: (key, changes) => client.patchByIdAsync(key, changes),
    remove: key => client.deleteByIdAsync(key),
  });

const agent = (name, id, property, client) =>
  records(`${name} (agent)`, {
    id, property,
    blank: () => client[`createDefault${name}Async`](),
    create: entity => client[`save${name}Async`](entity),
    read: key => client[`get${name}Async`](key),
    update: (key, entity) => client[`save${name}Async`](entity),
    remove: key => client[`delete${name}Async`](key),
  });

await rest('Contact', 'contactId', 'name', api.getContactRestApi());
await rest('Person', 'personId', 'lastname', api.getPersonRestApi());
await agent('ContactEntity', 'contactId', 'name', api.getContactAgent());
await agent('PersonEntity', 'personId', 'lastname', api.getPersonAgent());
await agent('TicketEntity', 'ticketId', 'title', api.getTicketAgent());
