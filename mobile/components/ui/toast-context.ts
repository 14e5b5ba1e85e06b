import { createContext, use } from 'react';

export interface ToastMessage {
  text: string;
  /** `ok`: done. `danger`: a refusal, which stays until it is dismissed. `plain`: news. */
  tone?: 'ok' | 'danger' | 'plain';
  /** Take it back, look at it. */
  action?: { label: string; onPress: () => void };
}

export interface Toasts {
  /** Shows this one instead of the one before it. */
  show: (message: ToastMessage) => void;
  dismiss: () => void;
}

export const ToastContext = createContext<Toasts | null>(null);

export function useToast(): Toasts {
  const toasts = use(ToastContext);
  if (!toasts) throw new Error('useToast() needs a ToastProvider above it');
  return toasts;
}
