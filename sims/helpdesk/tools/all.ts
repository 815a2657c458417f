/**
 * Every tool of the desk, in the order in which they are listed to people and models.
 *
 * Statements that join or sort say `= (SELECT ?)`: on a bare `?` this SQLite plans a join anew for every new value, which
 * costs 8 to 18 µs a call against 2.
 */
import type { Tool } from '@understudy/kernel';
import { COMMERCE_TOOLS } from './commerce.ts';
import { findCustomer, getCustomer, listOrders, verifyIdentity } from './customers.ts';
import { getArticle, searchArticles } from './knowledge.ts';
import { cancelOrder, changeAddress, getOrder, getShipment } from './orders.ts';
import { getProduct, searchProducts } from './products.ts';
import { issueCredit, listRefunds, refundItem, refundPartial } from './refunds.ts';
import { approveReturn, createReturn, exchangeItem, listReturns, refuseReturn } from './returns.ts';
import { TICKETING_TOOLS } from './ticketing.ts';
import {
  addComment,
  closeTicket,
  escalateTicket,
  getTicket,
  reopenTicket,
  setPriority,
  transferTicket,
} from './tickets.ts';

export const TOOLS: readonly Tool[] = [
  verifyIdentity,
  getOrder,
  refundItem,
  refundPartial,
  createReturn,
  approveReturn,
  refuseReturn,
  exchangeItem,
  cancelOrder,
  changeAddress,
  issueCredit,
  closeTicket,
  escalateTicket,
  transferTicket,
  reopenTicket,
  addComment,
  setPriority,
  getTicket,
  findCustomer,
  getCustomer,
  listOrders,
  listReturns,
  listRefunds,
  getShipment,
  getProduct,
  searchProducts,
  searchArticles,
  getArticle,
  ...COMMERCE_TOOLS,
  ...TICKETING_TOOLS,
];
