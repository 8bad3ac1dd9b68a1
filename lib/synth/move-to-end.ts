import { type Construct, Node } from 'constructs';

/** Makes a construct the last child of its scope. Documents are written in the order of the children. */
export function moveToEnd(construct: Construct): void {
  const { scope, id } = construct.node;
  scope?.node.tryRemoveChild(id);
  // A new node adds itself to the children of its scope. The construct keeps its own node.
  new Node(construct, scope as Construct, id);
}
