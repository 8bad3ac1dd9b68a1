import { describe, expect, test } from '@jest/globals';
import { type PlaceholderUse, placeholderIn } from '../../lib/validate/placeholder';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';

const ENVSUBST = 'envsubst, or Flux with postBuild';
const HAND = 'sed or by hand';
const variable = (name: string) => `\${${name}}`;

describe('a placeholder is told from a value, with the tool that replaces it', () => {
  test.each<[string, PlaceholderUse, string, string]>([
    [variable('NAME'), 'name', variable('NAME'), ENVSUBST],
    [variable('NAME:=shop'), 'label', variable('NAME:=shop'), ENVSUBST],
    [`team-${variable('NAME')}-x`, 'name', variable('NAME'), ENVSUBST],
    [variable('var.client_id'), 'id', variable('var.client_id'), 'Terraform'],
    ['$CLIENT_ID', 'id', '$CLIENT_ID', ENVSUBST],
    [`$${'{{ vars.ID }}'}`, 'id', `$${'{{ vars.ID }}'}`, 'the pipeline that it is written for'],
    ['/subscriptions/$SUB/resourceGroups/$RG/x', 'id', '$SUB', ENVSUBST],
    ['$(clientId)', 'id', '$(clientId)', 'Azure Pipelines, or a replacement of kustomize'],
    ['<CHANGEME>', 'name', '<CHANGEME>', HAND],
    [RESOURCE_ID.replace(/3f0c.*10/, '<your subscription>'), 'id', '<your subscription>', HAND],
    ['#{x}#', 'label', '#{x}#', 'a task of Azure Pipelines, such as replacetokens'],
    ['#{Project.ClientId}', 'id', '#{Project.ClientId}', 'a task of Azure Pipelines, such as replacetokens'],
    ['__CLIENT_ID__', 'id', '__CLIENT_ID__', 'replacetokens or sed'],
    ['__clientId__', 'id', '__clientId__', 'replacetokens or sed'],
    ['{{.Values.clientId}}', 'id', '{{.Values.clientId}}', 'helm template'],
    ['{{ .Values.clientId }}', 'id', '{{ .Values.clientId }}', 'helm template'],
    ['{{ client_id }}', 'id', '{{ client_id }}', 'the tool of the template, such as Ansible or Jinja'],
    ['{{client_id}}', 'id', '{{client_id}}', 'the tool of the template, such as Ansible or Jinja'],
    ['/subscriptions/{subscription-id}/x', 'id', '{subscription-id}', HAND],
    ['%%CLIENT_ID%%', 'id', '%%CLIENT_ID%%', HAND],
    ['@@CLIENT_ID@@', 'id', '@@CLIENT_ID@@', HAND],
    ['REPLACE_ME', 'label', 'REPLACE_ME', HAND],
    ['changeme', 'name', 'changeme', HAND],
    ['YOUR_CLIENT_ID', 'id', 'YOUR_CLIENT_ID', HAND],
    ['your-client-id', 'id', 'your-', HAND],
    ['xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', 'id', 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', HAND],
    ['/subscriptions/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/x', 'id', 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', HAND],
    ['XXXX', 'id', 'XXXX', HAND],
    ['xxxx--xxxx', 'id', 'xxxx--xxxx', HAND],
    ['/subscriptions/xxxxxx-xxxx-a7f8-xxxxxx/x', 'id', 'xxxxxx-xxxx-a7f8-xxxxxx', HAND],
    ['replace', 'id', 'replace', HAND],
    ['MI_CLIENT_ID', 'id', 'MI_CLIENT_ID', HAND],
    ['MI_RESOURCE_ID', 'id', 'MI_RESOURCE_ID', HAND],
    ['/subscriptions/SUBSCRIPTION_ID/resourceGroups/x', 'id', 'SUBSCRIPTION_ID', HAND],
    ['IDENTITY_NAME-binding', 'name', 'IDENTITY_NAME', HAND],
    [
      '$(az identity show -n x --query id)',
      'id',
      '$(az identity show -n x --query id)',
      'the shell that it is written for',
    ],
    [variable('PASSWORD'), 'free', variable('PASSWORD'), ENVSUBST],
    ['$PASSWORD', 'free', '$PASSWORD', ENVSUBST],
    [`--operation-mode=${variable('MODE')}`, 'argument', variable('MODE'), ENVSUBST],
  ])('%s as %s', (text, use, part, tool) => {
    expect(placeholderIn(text, use)).toEqual({ text: part, tool });
  });
});

describe('what may be a value is one', () => {
  test.each<[string, PlaceholderUse]>([
    [CLIENT_ID, 'id'],
    [RESOURCE_ID, 'id'],
    // Not a value either, but nothing that a tool replaces.
    ['00000000-0000-0000-0000-000000000000', 'id'],
    ['CLIENT_ID', 'id'],
    // Names in capitals that do not say what they stand for.
    ['MY_APP', 'name'],
    ['ORDERS_2', 'id'],
    ['POD_IDENTITY_NAME', 'label'],
    ['orders', 'id'],
    ['todo', 'name'],
    ['placeholder-images', 'name'],
    ['your-shop', 'name'],
    ['xxx', 'label'],
    ['a_b__c', 'label'],
    // Kubernetes expands it.
    ['--node=$(NODE_NAME)', 'argument'],
    ['__proto__', 'argument'],
    ['p$word', 'free'],
    ['$ecret', 'free'],
    [`a${variable('b')}c`, 'free'],
    ['<tag>', 'free'],
    ['100%', 'free'],
    ['registry.example/shop@sha256:0123', 'label'],
  ])('%s as %s', (text, use) => {
    expect(placeholderIn(text, use)).toBeUndefined();
  });
});
