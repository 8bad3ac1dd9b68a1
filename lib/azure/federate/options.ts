import type { AzurePlace } from '../options';

/** What federated credentials are written as. */
export enum BackEnd {
  AZ = 'az',
  BICEP = 'bicep',
  TERRAFORM = 'terraform',
  ASO = 'aso',
  JSON = 'json',
}

/** Where the credentials are for: an issuer, or a cluster that the script asks for it. */
export interface FederateOptions {
  readonly as: BackEnd;
  /** The user's label of the cluster, a part of the names. */
  readonly clusterName: string;
  readonly issuer?: string;
  /** Its subscription is empty for the current one of az. */
  readonly place?: AzurePlace;
  /** Major version of azurerm. */
  readonly terraformProvider: '4' | '5';
  readonly enable?: true;
  readonly prune?: true;
}
