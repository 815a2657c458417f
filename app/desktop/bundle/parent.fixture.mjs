// Stands in for Electron around the host's process: `process.parentPort`, ports as Electron gives them, and a screen that asks the
// contract one question. What a test sends is handed on; what the host says is sent back.
import { EventEmitter } from 'node:events';
import process from 'node:process';
import { MessageChannel } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';

const parentPort = Object.assign(new EventEmitter(), { postMessage: (message) => process.send(message) });
process.parentPort = parentPort;

/** Electron's MessagePortMain: messages come wrapped in an event. */
function mainPort(port) {
  const wrapped = new EventEmitter();
  port.on('message', (data) => wrapped.emit('message', { data, ports: [] }));
  port.on('close', () => wrapped.emit('close'));
  return Object.assign(wrapped, {
    postMessage: (data) => port.postMessage(data),
    start: () => port.start(),
    close: () => port.close(),
  });
}

let client;
process.on('message', (message) => {
  if (message.type === 'ask') {
    void client.app.info().then((info) => process.send({ type: 'answered', info }));
    return;
  }
  const ports = [];
  if (message.type === 'connect') {
    const { port1, port2 } = new MessageChannel();
    ports.push(mainPort(port1));
    client = createORPCClient(new RPCLink({ port: port2 }));
    port2.start();
  }
  parentPort.emit('message', { data: message, ports });
});

await import(pathToFileURL(process.argv[2]).href);
