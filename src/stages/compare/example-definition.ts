/** The definition that the rules' examples change: what a shop's stock can be asked, in as few lines as may be. */
export function definitionOf(paths: unknown, version = '1.0.0', more: object = {}): unknown {
  return { swagger: '2.0', info: { title: 'Contoso Stock', version }, ...more, paths };
}

/** An operation with its id and its parameters. */
export function operation(operationId: string, ...parameters: readonly unknown[]): unknown {
  return { operationId, parameters, responses: { '200': { description: 'Done.' } } };
}

/** A body with this schema. */
export function body(schema: unknown): unknown {
  return { name: 'body', in: 'body', required: true, schema };
}
