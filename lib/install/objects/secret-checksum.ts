import { createHash } from 'node:crypto';
import type { SecretData } from '../cloud-credentials';

/**
 * The chart's annotation `checksum/config`: SHA-256 of MIC's Secret as the template prints it, of a line feed without
 * Secret. With the same bytes as the chart, MIC's pods do not restart when an install is taken over.
 */
export function checksumOf(secret: SecretMetadata, data: SecretData | undefined): string {
  const lines = data ? secretLines(secret, data) : [];
  return createHash('sha256')
    .update(['', ...lines, ''].join('\n'))
    .digest('hex');
}

interface SecretMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: SecretData | undefined;
}

function secretLines({ name, namespace, labels = {} }: SecretMetadata, data: SecretData): string[] {
  const {
    'app.kubernetes.io/name': chart,
    'app.kubernetes.io/instance': release,
    'app.kubernetes.io/component': component,
    ...others
  } = labels;
  return [
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    `  name: ${name}`,
    `  namespace: ${namespace}`,
    '  labels:',
    `    app.kubernetes.io/name: ${chart}`,
    `    app.kubernetes.io/instance: ${release}`,
    ...Object.entries(others).map(([key, value]) => `    ${key}: ${value}`),
    `    app.kubernetes.io/component: ${component}`,
    'data:',
    ...Object.entries(data).map(([key, value]) => `  ${key}: "${value}"`),
  ];
}
