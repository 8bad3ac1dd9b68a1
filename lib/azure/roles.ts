/** Built-in role that only lets MIC assign an identity to a machine. */
export const IDENTITY_OPERATOR = 'Managed Identity Operator';

/** Built-in role that lets MIC change machines and scale sets. */
export const VM_CONTRIBUTOR = 'Virtual Machine Contributor';
