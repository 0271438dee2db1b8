// A bot on Tencent's own SDK: node bot.mjs URL BOT SECRET. It answers, updates cards, uploads, downloads and pushes, and
// prints one JSON object a line for each thing that it has seen.
import sdk from '@wecom/aibot-node-sdk';
import { createHash } from 'node:crypto';

const [url, botId, secret] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const client = new sdk.WSClient({ botId, secret, wsUrl: url, logger: silent, heartbeatInterval: 200 });
const tell = (what, more = {}) => process.stdout.write(`${JSON.stringify({ what, ...more })}\n`);
const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');

client.on('authenticated', () => tell('authenticated'));
client.on('error', (error) => tell('error', { message: String(error?.message ?? error) }));

client.on('message.text', async (frame) => {
  const content = frame.body.text.content;
  tell('text', { content });
  await client.replyStream(frame, `stream-${frame.headers.req_id}`, 'first', false);
  await client.replyStream(frame, `stream-${frame.headers.req_id}`, `heard: ${content}`, true);
  const card = {
    card_type: 'button_interaction',
    task_id: `task-${frame.headers.req_id}`,
    main_title: { title: 'a card' },
    button_list: [{ text: '是', key: 'yes' }, { text: '否', key: 'no' }],
  };
  const pushed = { chat_type: 1, msgtype: 'template_card', template_card: card };
  tell('pushed', { errcode: (await client.sendMessage(frame.body.from.userid, pushed)).errcode });
});

client.on('event.template_card_event', async (frame) => {
  const event = frame.body.event.template_card_event ?? frame.body.event;
  tell('pressed', { key: event.event_key, task: event.task_id });
  await client.updateTemplateCard(frame, {
    card_type: 'button_interaction',
    task_id: event.task_id,
    main_title: { title: 'redrawn' },
    button_list: [{ text: '已登记', key: 'done' }],
  });
});

client.on('event.enter_chat', async (frame) => {
  await client.replyWelcome(frame, { msgtype: 'text', text: { content: 'welcome' } });
  tell('welcomed');
});

client.on('message.file', async (frame) => {
  const { url: address, aeskey } = frame.body.file;
  const { buffer, filename } = await client.downloadFile(address, aeskey);
  tell('file', { size: buffer.length, sha256: sha(buffer), filename });
  const sent = await client.uploadMedia(buffer, { type: 'file', filename: 'back.bin' });
  await client.replyMedia(frame, 'file', sent.media_id);
  tell('uploaded');
});

client.connect();
