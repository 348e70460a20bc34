import { text } from 'node:stream/consumers';
import { answer, type FileRequest } from './request.ts';

/*
 * The file tools as a program of its own, to be run in a cage: one request as JSON on standard input,
 * its answer as JSON on standard output. Who starts it makes the request, so its form is not checked.
 */
const request = JSON.parse(await text(process.stdin)) as FileRequest;
process.stdout.write(JSON.stringify(await answer(request)));
