/** The child process around one inference: it parses messages, answers them, and ends when its parent is gone. */
import { openInference, type Inference } from './inference.ts';
import { toWorkerSchema, type FromWorker } from './protocol.ts';

const running = new Map<number, AbortController>();
let inference: Inference | null = null;

const send = (message: FromWorker): void => {
  process.send?.(message);
};
const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

process.on('disconnect', () => process.exit(0));
// Ctrl+C reaches the whole process group; the parent decides when this process ends.
process.on('SIGINT', () => undefined);

process.on('message', (raw) => {
  const message = toWorkerSchema.parse(raw);
  if (message.type === 'open') {
    openInference(message.opening).then(
      (opened) => {
        inference = opened;
        send({ type: 'ready' });
      },
      (error: unknown) => send({ type: 'refused', message: words(error) }),
    );
    return;
  }
  const { id } = message;
  if (message.type === 'abort') {
    running.get(id)?.abort();
    return;
  }
  if (inference === null) {
    send({ type: 'failed', id, message: 'The model is not loaded yet.' });
    return;
  }
  try {
    if (message.type === 'tokenize') send({ type: 'tokens', id, ids: inference.tokenize(message.parts) });
    else if (message.type === 'detokenize')
      send({ type: 'text', id, text: inference.detokenize(message.ids) });
    else {
      const abort = new AbortController();
      running.set(id, abort);
      inference
        .generate(message.generation, abort.signal)
        .then(
          (generated) => send({ type: 'generated', id, generated }),
          (error: unknown) => send({ type: 'failed', id, message: words(error) }),
        )
        .finally(() => running.delete(id));
    }
  } catch (error) {
    send({ type: 'failed', id, message: words(error) });
  }
});
