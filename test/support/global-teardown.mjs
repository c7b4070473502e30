export default async function tearDown() {
  for (const server of globalThis.assayTestServers ?? []) await server.stop();
}
