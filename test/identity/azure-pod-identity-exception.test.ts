import { describe, expect, test } from '@jest/globals';
import { Lazy } from 'cdk8s';
import { AzurePodIdentityException } from '../../lib';
import { newChart, onlyManifest } from '../support/manifests';

describe('AzurePodIdentityException', () => {
  test('minimal', () => {
    const chart = newChart();
    new AzurePodIdentityException(chart, 'agents', { podLabels: { app: 'agent', tier: '' } });
    expect(onlyManifest(chart)).toEqual({
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzurePodIdentityException',
      metadata: { name: 'agents', namespace: 'shop' },
      spec: { podLabels: { app: 'agent', tier: '' } },
    });
  });

  test('for the add-ons of AKS is in kube-system, whatever the chart', () => {
    const chart = newChart();
    AzurePodIdentityException.forAksAddons(chart, 'aks');
    expect(onlyManifest(chart)).toMatchObject({
      metadata: { name: 'aks-addon-exception', namespace: 'kube-system' },
      spec: { podLabels: { 'kubernetes.azure.com/managedby': 'aks' } },
    });
  });

  test('labels may be lazy, and are checked when they are there', () => {
    const chart = newChart();
    const podLabels = Lazy.any({ produce: () => ({ app: 'agent' }) });
    new AzurePodIdentityException(chart, 'agents', { podLabels });
    expect(onlyManifest(chart).spec).toEqual({ podLabels: { app: 'agent' } });
    new AzurePodIdentityException(chart, 'none', { podLabels: Lazy.any({ produce: () => ({}) }) });
    expect(() => chart.toJson()).toThrow('chart/none: spec.podLabels: got {}; allowed: at least one label');
  });
});
