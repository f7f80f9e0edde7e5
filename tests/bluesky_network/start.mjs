// A whole Bluesky network in one process: directory (PLC), data server (PDS), sync, app view.
// Needs DB_POSTGRES_URL, SCHEMA (letters only) and the ports PLC_PORT, PDS_PORT, BSKY_PORT.
// Prints READY when the data server answers; SIGTERM closes everything.
import { TestBsky, TestBsync, TestPds, TestPlc, mockNetworkUtilities } from '@atproto/dev-env';

const { DB_POSTGRES_URL: dbUrl, SCHEMA: schema } = process.env;
const [plcPort, pdsPort, bskyPort] = ['PLC_PORT', 'PDS_PORT', 'BSKY_PORT'].map((name) => Number(process.env[name]));
const bsyncApiKey = 'bsync-api-key';

const plc = await TestPlc.create({ port: plcPort });
const bsync = await TestBsync.create({ apiKeys: [bsyncApiKey], dbUrl, dbSchema: `bsync_${schema}` });
const bsky = await TestBsky.create({
  port: bskyPort,
  publicUrl: `http://localhost:${bskyPort}`,
  plcUrl: plc.url,
  pdsPort,
  bsyncApiKey,
  bsyncUrl: bsync.url,
  repoProvider: `ws://localhost:${pdsPort}`,
  dbPostgresSchema: `appview_${schema}`,
  dbPostgresUrl: dbUrl,
});
bsync.ctx.dataplaneClients = [bsky.ctx.dataplane];
const pds = await TestPds.create({
  port: pdsPort,
  hostname: 'localhost',
  didPlcUrl: plc.url,
  bskyAppViewUrl: bsky.url,
  bskyAppViewDid: bsky.ctx.cfg.serverDid,
});
mockNetworkUtilities(pds, bsky);

async function stop() {
  for (const server of [pds, bsky, bsync, plc]) await server.close().catch(() => {});
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
console.log('READY', pds.url);
