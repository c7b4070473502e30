import type { SubmissionView } from '../../src/api/view.js';
import type { Service } from './service.js';

/** Follows a submission's events until it is somebody's turn, or nobody's. Fails when the stream ends before. */
export async function settledView(service: Service, id: string, token: string): Promise<SubmissionView> {
  const headers = { accept: 'text/event-stream' };
  const stream = await service.ask(`/submissions/${id}/events`, token, { headers });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const [, data] = /^data: ?(.*)$/m.exec(event) ?? [];
      const view = data === undefined ? null : (JSON.parse(data) as SubmissionView);
      if (view !== null && view.state !== 'running') return view;
    }
  }
  throw new Error('the stream of events ended too early');
}
