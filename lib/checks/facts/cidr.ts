import { BlockList, isIPv4 } from 'node:net';

/** Whether an IPv4 address is in a block such as `10.0.0.0/8`; false for what is none. */
export function isInCidr(address: string, cidr: string): boolean {
  const [network = '', length = ''] = cidr.split('/');
  const bits = Number(length);
  if (!isIPv4(network) || !isIPv4(address) || !/^\d+$/.test(length) || bits > 32) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, 'ipv4');
  return list.check(address, 'ipv4');
}
