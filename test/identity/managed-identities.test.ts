import { afterEach, describe, expect, test } from '@jest/globals';
import { AzureIdentity, ManagedIdentities } from '../../lib';
import { Folder } from '../support/folder';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';
import { newChart, onlyManifest } from '../support/manifests';

const ORDERS = { clientId: CLIENT_ID, id: RESOURCE_ID, name: 'orders' };
// As az prints it.
const FULL = {
  ...ORDERS,
  location: 'westeurope',
  principalId: '6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11',
  resourceGroup: 'shop',
  tags: {},
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
};
const STORAGE = { ...FULL, name: 'storage', id: RESOURCE_ID.replace(/orders$/, 'storage') };

let folder = new Folder();
afterEach(() => {
  folder.remove();
  folder = new Folder();
});
const read = (text: string | object) =>
  ManagedIdentities.fromJson(folder.write('ids.json', typeof text === 'string' ? text : JSON.stringify(text)));
/** The message, with the path of the folder away. */
const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder.path}/`, '');
  }
  throw new Error('nothing was thrown');
};

test('az identity list: each by its name, without case, and nothing but the two ids', () => {
  const identities = read([FULL, STORAGE]);
  expect(identities.byName('orders')).toEqual({ resourceId: RESOURCE_ID, clientId: CLIENT_ID });
  expect(identities.byName('STORAGE').resourceId).toBe(STORAGE.id);
});

test('az identity show: the one, with a byte order mark of PowerShell too', () => {
  expect(read(FULL).byName('orders').clientId).toBe(CLIENT_ID);
  expect(read(`\ufeff${JSON.stringify(FULL)}`).byName('orders').clientId).toBe(CLIENT_ID);
});

test('ids go into an AzureIdentity as they are', () => {
  const chart = newChart();
  AzureIdentity.userAssigned(chart, 'orders', read([ORDERS]).byName('orders'));
  expect(onlyManifest(chart).spec).toEqual({ type: 0, resourceID: RESOURCE_ID, clientID: CLIENT_ID });
});

test('one that need not be there', () => {
  expect(read([FULL]).tryByName('orders')?.clientId).toBe(CLIENT_ID);
  expect(read([FULL]).tryByName('storage')).toBeUndefined();
});

describe('refuses', () => {
  test('a name that is not there, with those that are', () => {
    expect(messageOf(() => read([FULL, STORAGE]).byName('order'))).toBe(
      'ids.json: no identity is named "order"; allowed: "orders" and "storage"',
    );
    expect(messageOf(() => read([]).byName('order'))).toContain('the file has no identities');
  });

  test('a name that is there twice, with both', () => {
    const other = { ...FULL, id: RESOURCE_ID.replace('/shop/', '/other/') };
    const message = messageOf(() => read([FULL, other]).byName('orders'));
    expect(message).toContain(`2 identities are named "orders": ${RESOURCE_ID}, ${other.id}`);
    expect(message).toContain('az identity list --resource-group');
  });

  test.each([
    ['text', '"orders"', 'ids.json: its content: got a string; allowed: a map with id'],
    ['an item that is none', '[null]', 'ids.json: [0]: got null; allowed: a map with id'],
    ['an error of az', '', 'ids.json: not JSON: '],
    [
      'another table of az',
      [{ name: 'shop', id: '/subscriptions/x' }],
      'ids.json: [0].id: got "/subscriptions/x"; allowed: the resource id',
    ],
    ['no client id', { ...ORDERS, clientId: undefined }, 'ids.json: clientId: got nothing; allowed: a GUID'],
    ['no name', [{ ...ORDERS, name: 7 }], 'ids.json: [0].name: got a number; allowed: a non-empty string'],
  ])('%s', (_what, text, message) => {
    const got = messageOf(() => read(text));
    expect(got.slice(0, message.length)).toBe(message);
    expect(got).toContain('Expected the output of "az identity list -o json": ');
  });

  test('a file that is not there', () => {
    expect(messageOf(() => ManagedIdentities.fromJson(`${folder.path}/none.json`))).toContain(
      'none.json: the file does not exist.',
    );
  });

  test('a folder', () => {
    expect(messageOf(() => ManagedIdentities.fromJson(folder.path))).toContain(
      `${folder.path}: the file cannot be read: a folder, not a file. Expected`,
    );
  });
});
