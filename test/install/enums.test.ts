import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Testing } from 'cdk8s';
import {
  AadPodIdentity,
  type AadPodIdentityProps,
  Cloud,
  CloudCredentials,
  ImagePullPolicy,
  LoggingFormat,
  Mode,
  type RenderedCredentialsProps,
  UpdateStrategyType,
} from '../../lib';
import { CLIENT_ID, SUBSCRIPTION_ID, TENANT_ID } from '../support/ids';
import { newChart } from '../support/manifests';

function synth(props: AadPodIdentityProps) {
  const chart = newChart({});
  new AadPodIdentity(chart, 'install', props);
  return Testing.synth(chart);
}

const CREDENTIALS = {
  subscriptionId: SUBSCRIPTION_ID,
  resourceGroup: 'nodes',
  vmType: 'vmss',
  tenantId: TENANT_ID,
  clientId: CLIENT_ID,
  clientSecret: 'hunter2',
};

describe('closed sets', () => {
  // Of the secret in the manifest.
  beforeAll(() => void jest.spyOn(console, 'warn').mockImplementation(() => undefined));
  afterAll(() => void jest.restoreAllMocks());

  test('a string does not compile, a typo included', () => {
    const typed = (_props: AadPodIdentityProps) => undefined;
    // @ts-expect-error
    typed({ mode: 'manged' });
    // @ts-expect-error
    typed({ imagePullPolicy: 'Always' });
    // @ts-expect-error
    typed({ mic: { loggingFormat: 'jsno' } });
    // @ts-expect-error
    typed({ nmi: { updateStrategy: { type: 'OnDelete' } } });
    const credentials = (_props: RenderedCredentialsProps) => undefined;
    // @ts-expect-error
    credentials({ ...CREDENTIALS, cloud: 'AzurePublic' });
  });

  test.each<[typed: AadPodIdentityProps, text: object]>([
    [{ mode: Mode.MANAGED }, { mode: 'managed' }],
    [{ mode: Mode.STANDARD }, { mode: 'standard' }],
    [{ imagePullPolicy: ImagePullPolicy.NEVER }, { imagePullPolicy: 'Never' }],
    [{ mic: { loggingFormat: LoggingFormat.JSON } }, { mic: { loggingFormat: 'json' } }],
    [
      { nmi: { updateStrategy: { type: UpdateStrategyType.ON_DELETE } } },
      { nmi: { updateStrategy: { type: 'OnDelete' } } },
    ],
  ])('%j: JavaScript may pass the string', (typed, text) => {
    expect(synth(text as AadPodIdentityProps)).toEqual(synth(typed));
  });

  test.each([...Object.values(Cloud), 'azurepubliccloud'])('the cloud %s is written as it is', (cloud) => {
    const cloudCredentials = CloudCredentials.rendered({ ...CREDENTIALS, cloud: cloud as Cloud });
    const secret = synth({ mic: { cloudCredentials } }).find(({ kind }) => kind === 'Secret');
    expect(Buffer.from(secret.data.Cloud, 'base64').toString()).toBe(cloud);
  });
});
