import { Redirect } from 'expo-router';
import { lazy, Suspense } from 'react';
import { Opening } from '@/components/navigation/Opening';

/** In development alone: a build for people has neither the page nor what it would load. */
const Gallery = __DEV__ ? lazy(() => import('@/components/gallery/Gallery')) : null;

/** `/gallery`: every component in every state, for whoever changes one. */
export default function GalleryRoute() {
  if (Gallery === null) return <Redirect href="/" />;
  return (
    <Suspense fallback={<Opening />}>
      <Gallery />
    </Suspense>
  );
}
