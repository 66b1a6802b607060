/** A target that must not be reached, and what its name answers with where it is one. */
export interface Forbidden {
  readonly why: string;
  readonly url: string;
  /** Answers of each lookup in turn; the last one stays. */
  readonly answers?: readonly (readonly string[])[];
}

/** An address of the open internet that no test reaches. */
export const open = "93.184.216.34";

const v4: readonly (readonly [string, string])[] = [
  ["unspecified", "0.0.0.0"],
  ["this network", "0.1.2.3"],
  ["loopback", "127.0.0.1"],
  ["loopback, far end", "127.255.255.254"],
  ["loopback, other", "127.1.2.3"],
  ["private 10", "10.0.0.1"],
  ["private 10, end", "10.255.255.255"],
  ["private 172", "172.16.0.1"],
  ["private 172, end", "172.31.255.255"],
  ["private 192", "192.168.1.1"],
  ["link-local", "169.254.1.1"],
  ["cloud metadata", "169.254.169.254"],
  ["container metadata", "169.254.170.2"],
  ["carrier-grade NAT", "100.64.0.1"],
  ["carrier-grade NAT, end", "100.127.255.255"],
  ["cloud metadata in CGNAT", "100.100.100.200"],
  ["protocol assignments", "192.0.0.1"],
  ["NAT64 discovery", "192.0.0.170"],
  ["documentation 1", "192.0.2.1"],
  ["documentation 2", "198.51.100.1"],
  ["documentation 3", "203.0.113.1"],
  ["6to4 relay", "192.88.99.1"],
  ["benchmark", "198.18.0.1"],
  ["benchmark, end", "198.19.255.255"],
  ["AS112", "192.175.48.1"],
  ["multicast", "224.0.0.1"],
  ["multicast, end", "239.255.255.255"],
  ["reserved", "240.0.0.1"],
  ["broadcast", "255.255.255.255"],
];

/** As the URL standard writes them. */
const v6: readonly (readonly [string, string])[] = [
  ["unspecified", "::"],
  ["loopback", "::1"],
  ["mapped loopback", "::ffff:7f00:1"],
  ["mapped private", "::ffff:a00:1"],
  ["mapped metadata", "::ffff:a9fe:a9fe"],
  ["mapped open address", "::ffff:5db8:d822"],
  ["compatible loopback", "::7f00:1"],
  ["translated loopback", "::ffff:0:7f00:1"],
  ["NAT64 loopback", "64:ff9b::7f00:1"],
  ["NAT64 metadata", "64:ff9b::a9fe:a9fe"],
  ["NAT64, local use", "64:ff9b:1::7f00:1"],
  ["6to4 loopback", "2002:7f00:1::"],
  ["6to4 private", "2002:a00:1::1"],
  ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
  ["link-local", "fe80::1"],
  ["site-local", "fec0::1"],
  ["unique local", "fc00::1"],
  ["unique local, fd", "fd00:ec2::254"],
  ["multicast", "ff02::1"],
  ["discard", "100::1"],
  ["documentation", "2001:db8::1"],
  ["documentation, new", "3fff::1"],
  ["benchmark", "2001:2::1"],
  ["ORCHID", "2001:20::1"],
  ["segment routing", "5f00::1"],
  ["outside 2000::/3", "4000::1"],
];

/** Everything that must be refused, at a port at which a call would otherwise be made. */
export function forbiddenAt(port: number): readonly Forbidden[] {
  const at = (host: string) => `https://${host}:${port}/hook`;
  const literals = [
    ...v4.map(([why, address]): Forbidden => ({ why: `${why} as an address`, url: at(address) })),
    ...v6.map(([why, address]): Forbidden => ({ why: `${why} (6) as an address`, url: at(`[${address}]`) })),
  ];
  const names = [
    ...v4.map(
      ([why, address]): Forbidden => ({ why: `a name at ${why}`, url: at("hooks.example"), answers: [[address]] }),
    ),
    ...v6.map(
      ([why, address]): Forbidden => ({ why: `a name at ${why} (6)`, url: at("hooks.example"), answers: [[address]] }),
    ),
  ];
  const mixed: readonly Forbidden[] = [
    { why: "open first, then loopback", url: at("hooks.example"), answers: [[open, "127.0.0.1"]] },
    { why: "loopback first, then open", url: at("hooks.example"), answers: [["127.0.0.1", open]] },
    { why: "open 4, loopback 6", url: at("hooks.example"), answers: [[open, "::1"]] },
    { why: "loopback last of many", url: at("hooks.example"), answers: [[...Array(20).fill(open), "127.0.0.1"]] },
    { why: "with a zone", url: at("hooks.example"), answers: [["fe80::1%lo"]] },
    { why: "no address at all", url: at("hooks.example"), answers: [["localhost"]] },
    { why: "an odd address", url: at("hooks.example"), answers: [["0x7f.1"]] },
  ];
  return [...literals, ...names, ...mixed, ...disguised(port), ...elsewhere(port)];
}

/** This machine, written so that a look at the text would miss it. */
const disguised = (port: number): readonly Forbidden[] =>
  [
    ["decimal", "2130706433"],
    ["decimal, zero", "0"],
    ["octal", "0177.0.0.1"],
    ["octal, whole", "017700000001"],
    ["hex", "0x7f.0.0.1"],
    ["hex, whole", "0x7f000001"],
    ["short", "127.1"],
    ["shorter", "127.0.1"],
    ["leading zeros", "127.000.000.001"],
    ["mixed", "0x7f.0.0.01"],
    ["overflowing", "127.0.0.257"],
    ["trailing dot", "127.0.0.1."],
    ["trailing dot on a name", "localhost."],
    ["the name", "localhost"],
    ["the name, capitals", "LOCALHOST"],
    ["a name below it", "a.localhost"],
    ["a name without a domain", "intranet"],
    ["full-width digits", "１２７.０.０.１"],
    ["full-width letters", "ｌocalhost"],
    ["ideographic dots", "127。0。0。1"],
    ["enclosed letters", "ⓛocalhost"],
    ["escapes", "%6cocalhost"],
    ["escaped digits", "%31%32%37.0.0.1"],
    ["soft hyphen", "local\u00adhost"],
    ["punycode that is none", "xn--localhost-"],
    ["user name", "hooks.example@127.0.0.1"],
    ["user and password", "a:b@127.0.0.1"],
    ["two ats", "a@hooks.example@127.0.0.1"],
    ["escaped at", "hooks.example%40127.0.0.1"],
    ["backslash", "hooks.example\\@127.0.0.1"],
    ["hash before", "127.0.0.1#@hooks.example"],
    ["question before", "127.0.0.1?@hooks.example"],
    ["line end", "127.0.0.1\r\nhost: hooks.example"],
    ["tab", "127.0.\t0.1"],
    ["space", " 127.0.0.1"],
    ["null", "127.0.0.1\0.hooks.example"],
    ["long form 6", "[0:0:0:0:0:0:0:1]"],
    ["dotted mapped 6", "[::ffff:127.0.0.1]"],
    ["zone 6", "[::1%25lo]"],
    ["capitals 6", "[FE80::1]"],
    ["two brackets", "[[::1]]"],
    ["empty", ""],
    ["double dot", "hooks..example"],
  ].map(([why, host]) => ({ why: `disguise: ${why}`, url: `https://${host}:${port}/`, answers: [["127.0.0.1"]] }));

/** Other schemes and ports of a host that would be fine. */
function elsewhere(port: number): readonly Forbidden[] {
  const good = [[open]];
  return [
    ...[22, 25, 80, 2375, 6379, 8080, 8443, 9200, 65535].map(
      (other): Forbidden => ({ why: `port ${other}`, url: `https://hooks.example:${other}/`, answers: good }),
    ),
    ...["0", "00443", "65536", "-1", "443x", "0x1bb", "+443", " 443", "443:443"].map(
      (other): Forbidden => ({ why: `port "${other}"`, url: `https://hooks.example:${other}/`, answers: good }),
    ),
    ...["http", "HTTPS", "ftp", "file", "gopher", "ws", "wss", "data", "javascript", "dict", "ldap", "smtps"].map(
      (scheme): Forbidden => ({ why: `scheme ${scheme}`, url: `${scheme}://127.0.0.1:${port}/`, answers: good }),
    ),
    ...[
      "//127.0.0.1/",
      "https:127.0.0.1/",
      "https:/127.0.0.1/",
      "https:///127.0.0.1/",
      "",
      "/etc/passwd",
      "https://",
    ].map((url): Forbidden => ({ why: `no address: ${url}`, url, answers: good })),
    { why: "a long address", url: `https://127.0.0.1:${port}/${"a".repeat(3_000)}`, answers: good },
    { why: "a long name", url: `https://${"a.".repeat(140)}example:${port}/`, answers: [["127.0.0.1"]] },
  ];
}
