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

/** A definition with one operation that takes this. */
export function taking(...parameters: readonly unknown[]): unknown {
  return definitionOf({ '/items': { post: operation('AddItem', ...parameters) } });
}

/** A definition with one operation that answers with this schema. */
export function answering(schema: unknown, more: object = {}): unknown {
  const answered = { operationId: 'GetItem', responses: { '200': { description: 'The item.', schema } } };
  return definitionOf({ '/item': { get: answered } }, '1.0.0', more);
}

/** A definition with one trigger that is delivered this. */
export function notifying(schema: unknown): unknown {
  const subscribe = { operationId: 'OnItem', 'x-ms-trigger': 'single' };
  return definitionOf({ '/hooks': { 'x-ms-notification-content': { schema }, post: subscribe } });
}

/** The schema of an object with these properties. */
export function object(properties: object, required: readonly string[] = []): unknown {
  return { type: 'object', required, properties };
}

/** Connection parameters of one list. */
export function asking(connectionParameters: object): unknown {
  return { properties: { connectionParameters } };
}

/** A choice of sets of connection parameters, by their names. */
export function offering(sets: Readonly<Record<string, object>>): unknown {
  const values = Object.entries(sets).map(([name, parameters]) => ({ name, parameters }));
  return { properties: { connectionParameterSets: { values } } };
}
