import { type Manifest, mapOf } from '../manifests/manifest';
import type { Manifests } from '../manifests/manifests';
import { API_GROUP } from '../upstream/api';
import type { Controller } from './controller';

/**
 * Whether the fields of custom resources are read in any case, as by controllers before 1.6.0, unless the API server drops
 * them before.
 */
export const readsAnyCase = ({ objects }: Manifests, controllers: readonly Controller[]): boolean =>
  controllers.some(isBeforeExactFields) && !objects.some((object) => isDefinition(object) && isPruning(object));

/** Whether a controller is known to be of a release before 1.6.0. */
export const isBeforeExactFields = ({ release }: Controller): boolean => release.has('readsExactFields') === false;

/** Whether an object defines a kind of pod identity. */
export const isDefinition = ({ kind, value }: Manifest): boolean =>
  kind === 'CustomResourceDefinition' && mapOf(value.spec).group === API_GROUP;

/** Whether the API server drops what the schema of a definition does not have: always in v1, on request in v1beta1. */
export const isPruning = ({ apiVersion, value }: Manifest): boolean =>
  apiVersion !== 'apiextensions.k8s.io/v1beta1' || mapOf(value.spec).preserveUnknownFields === false;
