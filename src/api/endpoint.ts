import { randomUUID } from 'node:crypto';
import { All, createParamDecorator, Delete, Get, HttpCode, Post } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Principal } from '../core/account.js';
import { stateOf } from './request.js';
import type { InputOf, Route } from './route.js';

const RouteOfHandler = Reflector.createDecorator<Route>();
const verbs = { get: Get, post: Post, delete: Delete, any: All } as const satisfies Record<Route['method'], unknown>;

/**
 * Makes a method the handler of a row of the route table: its verb, path and status, what the guard asks for, and, checked by the
 * compiler, the type of its input.
 */
export function Endpoint<R extends Route>(route: R) {
  return <Handler extends (input: InputOf<R>, ...rest: never[]) => unknown>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    const [path, rest] = route.raw ? [route.path.replace('/{path}', ''), '{/*path}'] : [route.path, ''];
    verbs[route.method](path.replaceAll(/\{(\w+)\}/g, ':$1') + rest)(target, key, descriptor);
    HttpCode(route.success.status)(target, key, descriptor);
    RouteOfHandler(route)(target, key, descriptor);
  };
}

/** The row of the route table that is being answered. Every handler has one; without it nothing is answered. */
export function routeOf(context: ExecutionContext, reflector: Reflector): Route {
  const route = reflector.get(RouteOfHandler, context.getHandler());
  if (!route) throw new Error(`${context.getClass().name}.${context.getHandler().name} is no endpoint`);
  return route;
}

/** The parsed request. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext): InputOf<Route> => {
  const { input } = stateOf(context.switchToHttp().getRequest<Request>());
  if (!input) throw new Error('The request was not parsed');
  return input;
});

/** Who is asking. Only for routes with a scope. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = stateOf(context.switchToHttp().getRequest<Request>());
  if (!principal) throw new Error('The route asks for no token');
  return principal;
});

/** The id for what the request creates. */
export const NewId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return stateOf(context.switchToHttp().getRequest<Request>()).newId ?? randomUUID();
});
