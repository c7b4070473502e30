import {
  answerOf,
  connectionParametersOf,
  infoWith,
  operationWith,
  parameterWith,
} from '../../../rulesets/examples.js';
import {
  answerAt,
  goodDefinition,
  inDefinition,
  inProperties,
  operationAt,
  parameterAt,
  refused,
  sound,
  withDefinition,
} from './case.js';
import type { ContentCase } from './case.js';

export const scripts: readonly string[] = [
  '[Open](javascript:alert(1))',
  '[Open](JaVaScRiPt:alert(1))',
  '<svg onload=alert(1)>',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">Open</a>',
  '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
  '[Open](&#106;avascript:alert(1))',
];

export const descriptionCases: readonly ContentCase[] = [
  ...scripts.map(markup =>
    refused(
      'P81',
      `the description ${markup}`,
      () => infoWith({ description: `Looks up what a warehouse has in stock. ${markup}` }),
      inDefinition('text-active-markup', '/info/description'),
    ),
  ),
  refused(
    'P97',
    'markup in the title',
    () => infoWith({ title: '<svg onload=alert(1)>' }),
    inDefinition('text-active-markup', '/info/title'),
  ),
  refused(
    'P97',
    'markup in a summary',
    () => operationWith({ summary: '<img src=x onerror=alert(1)>' }),
    inDefinition('text-active-markup', `${operationAt}/summary`),
  ),
  refused(
    'P97',
    'markup in an operation’s description',
    () => operationWith({ description: 'Gets it. [More](javascript:alert(1))' }),
    inDefinition('text-active-markup', `${operationAt}/description`),
  ),
  refused(
    'P97',
    'markup in a parameter’s label',
    () => parameterWith({ 'x-ms-summary': '<script>alert(1)</script>' }),
    inDefinition('text-active-markup', `${parameterAt}/x-ms-summary`),
  ),
  refused(
    'P97',
    'markup in a property’s description',
    () =>
      answerOf({
        type: 'object',
        properties: { description: { type: 'string', description: '<svg/onload=alert(1)>' } },
      }),
    inDefinition('text-active-markup', `${answerAt}/properties/description/description`),
  ),
  refused(
    'P97',
    'markup in a response’s description',
    () => operationWith({ responses: { '200': { description: '<body onload=alert(1)>' } } }),
    inDefinition('text-active-markup', `${operationAt}/responses/200/description`),
  ),
  refused(
    'P97',
    'markup behind escapes',
    () =>
      withDefinition(goodDefinition.replace('Contoso Support', '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e')),
    inDefinition('text-active-markup', '/info/contact/name'),
  ),
  refused(
    'P97',
    'markup in what a connection asks',
    () =>
      connectionParametersOf({
        api_key: {
          type: 'securestring',
          uiDefinition: {
            displayName: 'Key',
            tooltip: '<img src=x onerror=alert(1)>',
            description: 'The key.',
            constraints: { required: 'true' },
          },
        },
      }),
    inProperties('text-active-markup', '/properties/connectionParameters/api_key/uiDefinition/tooltip'),
  ),
  sound(
    'P97',
    'markup in an example, which is a value',
    () =>
      answerOf({
        type: 'object',
        properties: {
          html: {
            type: 'string',
            description: 'The page, such as <b>Hello</b>.',
            'x-ms-summary': 'Page',
            example: '<script>alert(1)</script>',
          },
        },
      }),
    'text-active-markup',
  ),
];
