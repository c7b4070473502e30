import { Validator } from '@seriousme/openapi-schema-validator';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { controllers } from './controllers.js';
import { openapiDocument } from './openapi.js';
import { routes } from './routes.js';

const document = openapiDocument(routes, '1.2.3');

/** Every handler of a controller as `get /path`, as Nest's own metadata has it. */
function handlersOf(controller: { prototype: object }): string[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap(name => {
    const handler = prototype[name];
    if (name === 'constructor' || typeof handler !== 'function') return [];
    const path: unknown = Reflect.getMetadata(PATH_METADATA, handler);
    if (typeof path !== 'string') return [];
    const method: number = Reflect.getMetadata(METHOD_METADATA, handler);
    const shown = path.replace('{/*path}', '/:path').replaceAll(/:(\w+)/g, '{$1}');
    if (RequestMethod[method] !== 'ALL') return [`${RequestMethod[method]?.toLowerCase()} ${shown}`];
    return ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'].map(any => `${any} ${shown}`);
  });
}

describe('api/openapi', () => {
  it('is a valid OpenAPI document', async () => {
    const result = await new Validator().validate(structuredClone(document));

    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  it('describes every route that is answered, and no other', () => {
    const paths = document.paths as Record<string, Record<string, unknown>>;
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method} ${path}`),
    );
    const answered = controllers.flatMap(handlersOf);

    expect(described.sort()).toEqual(answered.sort());
  });

  it('says which scope a route asks for, and how a submission is uploaded', () =>
    expect(document).toMatchObject({
      paths: {
        '/api/v1/submissions': {
          post: {
            'x-scope': 'submit',
            security: [{ token: [] }],
            requestBody: {
              content: {
                'multipart/form-data': {
                  schema: { required: ['publisher', 'connector', 'package'], additionalProperties: false },
                },
              },
            },
          },
        },
      },
    }));

  it('has no reference that leads nowhere', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    const known = Object.keys((document.components as { schemas: object }).schemas);

    expect([...new Set(names)].filter(name => !known.includes(name ?? ''))).toEqual([]);
    expect(names.length).toBeGreaterThan(20);
  });
});
