/** Amounts of cpu and memory that a container asks for, and that it gets at most. */
export interface ContainerResources {
  /**
   * The most it gets, by resource, such as `{ cpu: '200m', memory: '512Mi' }`.
   *
   * @default - no limits
   */
  readonly limits?: { readonly [resource: string]: string };

  /**
   * What it asks for, by resource.
   *
   * @default - as the limits
   */
  readonly requests?: { readonly [resource: string]: string };
}
