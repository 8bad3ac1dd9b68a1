import { describe, expect, test } from '@jest/globals';
import { nmiFeatures } from '../../lib/upstream/nmi-features';

describe('what the chart passes to NMI of a version', () => {
  const current = { hostIp: false, operationMode: true, kubeletConfig: true };
  test.each([
    ['v1.8.17', current],
    ['1.8.17', current],
    ['v1.7.0-rc.1', current],
    ['20231004', current],
    ['v1.6.0', { hostIp: true, operationMode: true, kubeletConfig: false }],
    ['v1.6.1', { hostIp: false, operationMode: true, kubeletConfig: false }],
    ['v1.6.1-0', { hostIp: true, operationMode: true, kubeletConfig: false }],
    ['v1.6.3', { hostIp: false, operationMode: true, kubeletConfig: false }],
    ['v1.5.5', { hostIp: true, operationMode: false, kubeletConfig: false }],
    ['v1', { hostIp: true, operationMode: false, kubeletConfig: false }],
  ])('%s', (tag, features) => {
    expect(nmiFeatures(tag)).toEqual(features);
  });

  test.each(['latest', 'canary', '', 'sha256-abc', 'v1.8.17-01', '1.8.17.1', 'v 1'])('%j is not a version', (tag) => {
    expect(nmiFeatures(tag)).toBeUndefined();
  });
});
