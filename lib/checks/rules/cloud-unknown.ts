import { type FieldPath, listFrom, type Manifest, mapOf, stringOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { CLOUDS, isCloud } from '../../upstream/clouds';
import { MIC_CREDENTIALS } from '../../upstream/mic-credentials';
import { nearest } from '../../validate/nearest';
import { placeholderIn } from '../../validate/placeholder';
import type { CheckedCluster } from '../checked-cluster';
import { micWithVariables } from '../examples/controller-examples';
import type { Place } from '../excerpt';
import { controllersOf } from '../facts/controllers';
import { cloudConfigOf, type Stores, storedText, storesOf } from '../facts/mic-credentials';
import { ownChartValuesIn } from '../facts/own-chart-values';
import { foundAt } from '../facts/values-place';
import { type Rule, Severity } from '../rule';

const CLOUD = MIC_CREDENTIALS.find(({ value }) => value === 'cloud')?.variable ?? '';

/** A name of a cloud that MIC exits at. */
export const cloudUnknown: Rule = {
  id: 'cloud-unknown',
  title: 'MIC does not know the name of the Azure cloud',
  severity: Severity.ERROR,
  why: 'MIC looks up the addresses of Azure by the name of the cloud, in any case. Names of other tools, such as AzureGovernment, are unknown.',
  symptom: 'CrashLoopBackOff; the log ends with "There is no cloud environment matching the name".',
  bad: micWithVariables('AzureUSGov'),
  good: micWithVariables('AzureUSGovernment'),
  source:
    'pkg/cloudprovider/cloudprovider.go (Init); github.com/Azure/go-autorest, autorest/azure, EnvironmentFromName',
  check: (checked) => [
    ...fromControllers(checked),
    ...ownChartValuesIn(checked).flatMap(({ source, values, below }) => {
      const path = ['adminsecret', 'cloud'];
      return findingOf({ text: stringOf(mapOf(values.adminsecret).cloud), ...foundAt(source, [...below, ...path]) });
    }),
  ],
};

/** A name, and where it is. It may be in a Secret: messages do not show it. */
interface Name {
  readonly text: string;
  readonly object: Manifest;
  readonly path: FieldPath;
  readonly place?: Place;
}

function fromControllers(checked: CheckedCluster) {
  const mics = controllersOf(checked, 'mic');
  const stores = mics.length > 0 ? storesOf(checked) : new Map();
  return mics.flatMap((mic) => {
    const name = nameOf(mic, stores);
    return name ? findingOf(name) : [];
  });
}

function nameOf(mic: Controller, stores: Stores): Name | undefined {
  if (mic.flags.value('cloudconfig') !== '') {
    const file = cloudConfigOf(mic, stores);
    const name =
      file && /^\s*["']?cloud["']?[ \t]*:[ \t]*["']?([^"',\s}]+)/m.exec(file.text.replace(/[{,]/g, '$&\n'))?.[1];
    return file && name ? { ...file, text: name } : undefined;
  }
  const variable = mic.env.get(CLOUD);
  if (variable?.value !== undefined) return { text: variable.value, object: mic.manifest, path: variable.path };
  const entry = listFrom(mic.manifest.at([...mic.containerPath, 'env']))
    .map(mapOf)
    .find(({ name }) => name === CLOUD);
  const { name, key } = mapOf(mapOf(entry?.valueFrom).secretKeyRef);
  return storedText(stores, 'Secret', mic.workload.namespace, stringOf(name), stringOf(key));
}

function findingOf({ text, object, path, place }: Name) {
  if (text === '' || isCloud(text) || placeholderIn(text, 'name')) return [];
  const meant = isCloud(text.trim())
    ? CLOUDS.find((cloud) => isCloud(text.trim()) && cloud.toLowerCase() === text.trim().toLowerCase())
    : (nearest(text, CLOUDS) ?? CLOUDS.find((cloud) => cloud.toLowerCase().startsWith(text.toLowerCase())));
  const wrong = isCloud(text.trim()) ? 'has a space or a line break beside it' : 'is not one that MIC knows';
  return [
    {
      object,
      path,
      ...(place && { place }),
      message: `The name of the cloud ${wrong}. MIC exits at startup. Write ${meant ? `${meant}; allowed: ` : ''}${CLOUDS.join(', ')}, in any case.`,
    },
  ];
}
