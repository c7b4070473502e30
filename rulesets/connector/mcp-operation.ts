import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';

const member = 'x-ms-agentic-protocol';
const protocol = 'mcp-streamable-1.0';

export default defineRule({
  on: 'definition',
  id: 'mcp-operation',
  severity: 'warning',
  description: `One operation at most speaks the protocol for agents: a POST with \`${member}: ${protocol}\`.`,
  docs: {
    why: 'Agents look for one address to which they can post; with another method or with two of them they find no tools.',
    fix: `Write \`"${member}": "${protocol}"\` at the one POST operation that answers agents, and nowhere else.`,
    source: 'Extend your agent with Model Context Protocol (documentation of the platform’s agents).',
  },
  *check({ operations }) {
    let first: string | null = null;
    for (const { value, at, method, label } of operations) {
      if (!Object.hasOwn(value, member)) continue;
      const place = [...at, member];
      if (value[member] !== protocol) {
        yield { at: place, message: `The protocol ${shown(value[member])} does not exist; "${protocol}" does.` };
      }
      if (method !== 'post') {
        yield { at: place, message: `Agents post their requests, but this operation is a ${method.toUpperCase()}.` };
      }
      if (first === null) first = label;
      else yield { at: place, message: `The operation ${quoted(first)} speaks the protocol for agents already.` };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ paths: { '/mcp': { post: { operationId: 'InvokeServer', [member]: protocol } } } }],
    bad: [
      { part: { paths: { '/mcp': { get: { [member]: protocol } } } }, at: [`/paths/~1mcp/get/${member}`] },
      { part: { paths: { '/mcp': { post: { [member]: 'mcp' } } } }, at: [`/paths/~1mcp/post/${member}`] },
      {
        part: { paths: { '/a': { post: { [member]: protocol } }, '/b': { post: { [member]: protocol } } } },
        at: [`/paths/~1b/post/${member}`],
      },
    ],
  },
});
