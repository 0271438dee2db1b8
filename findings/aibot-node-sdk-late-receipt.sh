#!/usr/bin/env bash
# @wecom/aibot-node-sdk 1.0.7 (npm; Node 20): a receipt that comes late is credited to the newer reply.
#
# A receipt of WeCom's long connection names nothing but the req_id, and all replies to one callback share it. The SDK
# gives up on a reply after replyAckTimeout (5 s) and sends the next one under the same req_id; when the first one's
# receipt then arrives, the second reply's promise is resolved although the server has not answered it at all.
# Seen: "first: rejected, second: resolved by the receipt of the first". Expected: the second stays open.
# Fails (exit 1) when that changes.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @wecom/aibot-node-sdk@1.0.7 ws@8.18.0
cat > try.cjs <<'JS'
const { WebSocketServer } = require('ws');
const sdk = require('@wecom/aibot-node-sdk');
const WSClient = sdk.WSClient ?? sdk.default.WSClient;
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
const receipt = (req_id) => JSON.stringify({ headers: { req_id }, errcode: 0, errmsg: 'ok' });
let replies = 0;
server.on('connection', (socket) => {
  socket.on('message', (text) => {
    const frame = JSON.parse(text);
    if (frame.cmd === 'aibot_subscribe') {
      socket.send(receipt(frame.headers.req_id));
      const body = { msgid: '1', chattype: 'single', from: { userid: 'u' }, msgtype: 'text', text: { content: 'hi' } };
      socket.send(JSON.stringify({ cmd: 'aibot_msg_callback', headers: { req_id: 'callback-1' }, body }));
    } else if (frame.cmd === 'aibot_respond_msg') {
      replies += 1;
      // The first reply is answered late: only once the second has come. The second is never answered.
      if (replies === 2) socket.send(receipt(frame.headers.req_id));
    }
  });
});
server.on('listening', () => {
  const client = new WSClient({ botId: 'b', secret: 's', wsUrl: `ws://127.0.0.1:${server.address().port}`, logger: silent });
  client.wsManager.replyAckTimeout = 300;
  client.on('error', () => {});
  client.on('message.text', async (frame) => {
    const first = await client.replyStream(frame, 'stream', 'one', false).then(() => 'resolved', () => 'rejected');
    const second = await client.replyStream(frame, 'stream', 'two', true).then(() => 'resolved', () => 'rejected');
    console.log(`first: ${first}, second: ${second}, receipts that the server gave for the second: 0`);
    process.exit(first === 'rejected' && second === 'resolved' ? 0 : 1);
  });
  client.connect();
});
setTimeout(() => process.exit(1), 20000).unref();
JS
node try.cjs
