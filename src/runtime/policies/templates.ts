import { convertarraytoobject } from './convertarraytoobject.js';
import { convertobjecttoarray } from './convertobjecttoarray.js';
import { dynamichosturl } from './dynamichosturl.js';
import { encodepropertyvalue } from './encodepropertyvalue.js';
import { pollingtrigger } from './pollingtrigger.js';
import { routerequesttoendpoint } from './routerequesttoendpoint.js';
import { setconnectionstatustounauthenticated } from './setconnectionstatustounauthenticated.js';
import { setheader } from './setheader.js';
import { setproperty } from './setproperty.js';
import { setqueryparameter } from './setqueryparameter.js';
import { setvaluefromurl } from './setvaluefromurl.js';
import { stringreplace } from './stringreplace.js';
import { stringtoarray } from './stringtoarray.js';
import type { PolicyTemplate } from './template.js';
import { updatenextlink } from './updatenextlink.js';

/** Every template that is applied, one file each. Any other makes an operation unsupported. */
export const policyTemplates: readonly PolicyTemplate[] = [
  convertarraytoobject,
  convertobjecttoarray,
  dynamichosturl,
  encodepropertyvalue,
  pollingtrigger,
  routerequesttoendpoint,
  setconnectionstatustounauthenticated,
  setheader,
  setproperty,
  setqueryparameter,
  setvaluefromurl,
  stringreplace,
  stringtoarray,
  updatenextlink,
];
