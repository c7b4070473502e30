import type { PolicyTemplate } from './template.js';

/**
 * Marks the connection as signed out when the API answers a certain status (`statusCode`), so that its user is asked to sign in
 * again. It changes no message, so that there is nothing to apply to a call.
 * https://learn.microsoft.com/connectors/custom-connectors/policy-templates
 */
export const setconnectionstatustounauthenticated: PolicyTemplate = {
  id: 'setconnectionstatustounauthenticated',
  sections: ['Response', 'Request', 'Failure'],
  read: () => [],
};
