/** A command at the end of a message. It can be copied: nothing follows it, and it is not broken. */
export const ADVISED_COMMAND = /: ((?:aad-pod-identity|az|helm|kubectl|kustomize) .*)$/;
