import { isPublicAddress } from './addresses.js';

describe('runtime/addresses', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '2001:4860:4860::8888'])(
    'lets the public address %s pass',
    address => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['127.0.0.1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'cloud metadata'],
    ['168.63.129.16', 'the host of an Azure machine'],
    ['100.100.100.200', 'metadata of another cloud'],
    ['192.0.0.192', 'metadata of a third'],
    ['fd00:ec2::254', 'metadata by IPv6'],
    ['100.64.0.1', 'carrier NAT'],
    ['192.0.2.1', 'documentation'],
    ['198.18.0.1', 'benchmarks'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['0x7f.1', 'hexadecimal loopback'],
    ['2130706433', 'decimal loopback'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['::ffff:127.0.0.1', 'mapped loopback'],
    ['::ffff:8.8.8.8', 'mapped public: still no address of its own'],
    ['::7f00:1', 'IPv4-compatible loopback'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['2002:7f00:1::', '6to4'],
    ['2001::1', 'Teredo'],
    ['fe80::1', 'link-local'],
    ['fe80::1%lo', 'link-local with a zone'],
    ['fc00::1', 'unique local'],
    ['fec0::1', 'site-local'],
    ['5f00::1', 'segment routing'],
    ['100::1', 'discard only'],
    ['::ffff:0:127.0.0.1', 'translated loopback'],
    ['ff02::1', 'multicast'],
    ['2001:db8::1', 'documentation'],
    ['localhost', 'no address'],
    ['', 'nothing'],
  ])('A16, A17: refuses %s (%s)', address => expect(isPublicAddress(address)).toBe(false));
});
