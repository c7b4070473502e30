import { changeJson } from './json-tree.js';
import type { PolicyCall, PolicyRequest } from './policy.js';
import type { PolicyTemplate } from './template.js';
import { urlOf } from '../../core/url.js';

/**
 * Points the link to the next page at the connector, so that whoever follows it is signed in: `nextLinkPropertyName` (a name, dots and
 * all) below `nextLinkParentPropertyPath` (`@body()`). A link that leads elsewhere than below the API's base path stays as it is. It
 * has no page of its own; the parameters are those of paconn-apiProperties.schema.json.
 */
export const updatenextlink: PolicyTemplate = {
  id: 'updatenextlink',
  sections: ['Response'],
  read(parameters) {
    const name = parameters.raw('nextLinkPropertyName');
    const parent = parameters.pathOr('nextLinkParentPropertyPath', '@body()');
    return [
      {
        section: 'Response',
        apply: (answer, request, call) => ({
          ...answer,
          body: changeJson(answer.body, tree => {
            const steps = [...parent.steps, name];
            const link = tree.at(steps);
            const updated = typeof link === 'string' ? updatedLink(link, request, call) : null;
            if (updated !== null) tree.put(steps, updated);
          }),
        }),
      },
    ];
  },
};

function updatedLink(link: string, { host, scheme, basePath, path }: PolicyRequest, call: PolicyCall): string | null {
  const sent = `${scheme}://${host ?? ''}${basePath}${path}`;
  const url = urlOf(link, sent);
  if (url === null) return null;
  const { host: linkHost, pathname, search } = url;
  // Behind a proxy an API often takes itself for http.
  if (linkHost !== new URL(sent).host) return null;
  const below = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : null;
  return below === null ? null : call.consumerBase + below + search;
}
