// Tencent's own crypto: JSON requests on stdin, one a line, JSON answers on stdout.
//   {"do": "seal", "token", "key", "message", "id", "timestamp", "nonce"} -> {"encrypt", "signature"}
//   {"do": "open", "token", "key", "encrypt", "timestamp", "nonce"}       -> {"message", "id", "signature"}
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const { token, key, timestamp, nonce } = asked;
  let answer;
  if (asked.do === 'seal') {
    const sealed = encrypt(key, asked.message, asked.id);
    answer = { encrypt: sealed, signature: getSignature(token, timestamp, nonce, sealed) };
  } else {
    answer = { ...decrypt(key, asked.encrypt), signature: getSignature(token, timestamp, nonce, asked.encrypt) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
