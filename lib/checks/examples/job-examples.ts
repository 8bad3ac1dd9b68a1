/** A Job with an identity, correct in every respect. */
export const JOB = `apiVersion: batch/v1
kind: Job
metadata:
  name: import-orders
  namespace: shop
spec:
  backoffLimit: 3
  ttlSecondsAfterFinished: 600
  template:
    metadata:
      labels:
        aadpodidbinding: orders
    spec:
      restartPolicy: Never
      containers:
        - name: import
          image: registry.example/import-orders:1
`;
